import type { MethodName } from '../../../shared/ipc/methods.ts';

const firstWaitMs = 150;
const longestWaitMs = 5_000;

/** How long to wait before the given attempt to connect: doubling, capped, with a tenth of jitter. */
export function backoffMs(attempt: number): number {
  const base = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return base * (1 + Math.random() / 10);
}

/** How long a call may stay unanswered, reconnections included; a repeat carries the same command id. */
export function giveUpAfterMs(method: MethodName): number {
  if (method === 'backup.create' || method === 'backup.restore') return 3_600_000;
  if (method === 'audit.verify' || method === 'agent.inspect') return 300_000;
  return method.startsWith('approval.') || method.startsWith('upload.') ? 60_000 : 30_000;
}
