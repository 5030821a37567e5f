import type { HostRecord, ReplayEntry, WaitKind } from './protocol.ts';
import type { Asked } from './replay.ts';

/** What every record of an entry begins with. */
export function entryOf({
  path,
  kind,
  name,
  argsHash,
}: Asked): Pick<HostRecord, 'path' | 'kind' | 'name' | 'argsHash'> {
  return { path, kind, name, argsHash };
}

/** What a waiting entry waits for. */
export function waitKind(entry: ReplayEntry): WaitKind {
  return entry.kind === 'effect' ? 'approval' : entry.kind === 'signal' ? 'signal' : 'sleep';
}
