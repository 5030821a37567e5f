import { resourceLimits } from 'node:worker_threads';
import type { RunError } from '../../../shared/domain/run.ts';
import { AgentError } from '../sdk/agent-error.ts';
import { journalVersion, type ReplayEntry } from './protocol.ts';

/** Longest message kept from agent code, in characters. */
const longest = 2_000;

/** A run that calls itself too deeply: the thread survives, the code that did it does not. */
export const stackLimitCode = 'stack-limit-exceeded';

/** What the operator is told of anything thrown by agent code; `where` is the first line of the agent's own stack. */
export function agentErrorOf(thrown: unknown): RunError {
  if (!(thrown instanceof Error)) return { code: 'agent-error', message: String(thrown).slice(0, longest) };
  if (thrown instanceof RangeError && thrown.message === 'Maximum call stack size exceeded')
    return {
      code: stackLimitCode,
      message: `The agent's code needed more than the ${resourceLimits.stackSizeMb ?? 'few'} MiB of stack it may use: it calls itself too deeply.`,
      hint: 'Mend the recursion, or raise limits.stackMb in its manifest and add the agent again.',
    };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'agent-error';
  const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? thrown.hint : undefined;
  const where = callSite(thrown.stack ?? '');
  return {
    code,
    message: (thrown.message || thrown.name).slice(0, longest),
    ...(hint === undefined ? {} : { hint }),
    ...(where === '' ? {} : { where }),
  };
}

/** The recorded failure of an entry, as the agent's code meets it. */
export function thrownAgain(error: RunError | null): AgentError {
  return new AgentError(error?.code ?? 'agent-error', error?.message ?? 'It failed.', error?.hint);
}

/** A signal nobody could ever send, because its contract is declared nowhere. */
export function undeclaredSignal(name: string, declared: readonly string[], where: Where): RunError {
  const known = declared.length === 0 ? 'none' : declared.join(', ');
  return {
    code: 'signal-undeclared',
    message: `The agent waits for the signal "${name}", which its manifest does not declare. It declares: ${known}.`,
    hint: `Add it to "signals" in manifest.json with the schema of what it carries, and add the agent again.`,
    where: where(),
  };
}

/** An entry whose format this program does not know is not guessed at. */
export function writtenByNewer({ path, kind, name, version }: ReplayEntry): RunError {
  return {
    code: 'journal-newer',
    message: `Entry ${path}, ${kind} "${name}", has journal format ${version}; this program knows up to ${journalVersion}. Nothing of the run was done again.`,
    hint: 'Open the workspace with the version of Lanekeeper that wrote it, then retry the run.',
  };
}

/** A place in the agent's code, put into words only when somebody is told of it: most calls are never complained about. */
export type Where = () => string;

/** Frames kept of a call: the host's own, and the agent's first. */
const nearFrames = 6;

/** Where the agent's code is now. */
export function here(): Where {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = nearFrames;
  const place = new Error('here');
  Error.stackTraceLimit = limit;
  return () => callSite(place.stack ?? '');
}

/** The host's own files, from source and built; an agent may lie in a folder of any name. */
const ofHost = /[/\\]runtime[/\\](hosts[/\\][^/\\]+|agent-host[^/\\]*):\d+:\d+\)?$/;

/** `agent.js:12:7` of the first frame that is not the host's. */
export function callSite(stack: string): string {
  for (const line of stack.split('\n').slice(1)) {
    if (ofHost.test(line) || line.includes('node:')) continue;
    const found = /([^/\\()\s]+:\d+:\d+)\)?$/.exec(line);
    if (found?.[1] !== undefined) return found[1];
  }
  return '';
}
