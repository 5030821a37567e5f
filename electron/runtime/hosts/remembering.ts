import type { RunError } from '../../../shared/domain/run.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Where } from './run-errors.ts';

const longestMemory = 4_000;

/** What an agent keeps, in a form that a person can read through. */
export function memoryOf(text: unknown, where: Where): string {
  if (typeof text === 'string' && text.trim() !== '' && text.length <= longestMemory) return text.trim();
  throw new AgentError(
    'bad-memory',
    `ctx.remember (${where()}) takes 1 to ${longestMemory} characters. Nothing was kept.`,
    'Keep one thing at a time, in words a person can check.',
  );
}

export function noMemory(where: Where): RunError {
  return {
    code: 'memory-undeclared',
    message: `ctx.remember (${where()}): the manifest does not say that this agent has a memory. Nothing was kept.`,
    hint: 'Add "memory": true to its manifest.',
  };
}
