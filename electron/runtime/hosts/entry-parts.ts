import type { HostRecord, ReplayEntry, WaitKind } from './protocol.ts';
import type { Asked } from './replay.ts';

/** A record of this entry with nothing in it yet. */
export function entryOf({ path, kind, name, argsHash }: Omit<Asked, 'where'>): Omit<HostRecord, 'phase'> {
  return { path, kind, name, argsHash, attempt: 1, result: null, error: null, durationMs: null, dueInMs: null };
}

/** What a waiting entry waits for. */
export function waitKind(entry: ReplayEntry): WaitKind {
  return entry.kind === 'effect' ? 'approval' : entry.kind === 'signal' || entry.kind === 'join' ? 'signal' : 'sleep';
}
