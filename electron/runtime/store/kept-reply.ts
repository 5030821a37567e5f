import type { RunSummary } from '../../../shared/domain/run.ts';

/**
 * What the summary of a run that was just begun says: most replies that are kept are such summaries, and half of one is
 * this. It is part of how replies are stored: a value that changes here would change what old rows say.
 */
const justBegun: Partial<RunSummary> = {
  lane: 'background',
  queue: 'default',
  priority: 0,
  notBeforeMs: null,
  queueKey: null,
  dedupKey: null,
  status: 'queued',
  attempt: 1,
  recoveries: 0,
  startedAtMs: null,
  finishedAtMs: null,
  wakeAtMs: null,
  progress: null,
  error: null,
  pendingApprovals: 0,
  effects: 0,
  effectsDone: 0,
  quarantined: 0,
  partial: false,
  sample: false,
  pause: null,
  origin: null,
  parent: null,
  continuedAs: null,
  sandbox: false,
  deadlineAtMs: null,
};
const known: ReadonlyMap<string, unknown> = new Map(Object.entries(justBegun));

/** A reply as it is kept: of a run's summary, only what differs from that of a run just begun. */
export function keptReply(reply: unknown): string {
  if (!isSummary(reply)) return JSON.stringify(reply);
  const kept: Record<string, unknown> = { $of: 'run' };
  for (const key in reply) if (!known.has(key) || known.get(key) !== reply[key]) kept[key] = reply[key];
  return JSON.stringify(kept);
}

/** The reply that was kept as this text. */
export function firstReply(text: string): unknown {
  const kept = JSON.parse(text) as unknown;
  if (typeof kept !== 'object' || kept === null || !('$of' in kept)) return kept;
  const { $of: _, ...rest } = kept;
  return { ...justBegun, ...rest };
}

/** Whether all that is left out would be put back. */
function isSummary(reply: unknown): reply is Record<string, unknown> {
  if (typeof reply !== 'object' || reply === null || !('lineageId' in reply)) return false;
  const summary = reply as Record<string, unknown>;
  for (const key of known.keys()) if (summary[key] === undefined) return false;
  return true;
}
