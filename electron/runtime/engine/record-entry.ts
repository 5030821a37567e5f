import type { Progress } from '../../../shared/domain/run.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { leftOpen, settledByRecord } from '../budgets/lines.ts';
import type { HostRecord } from '../hosts/protocol.ts';
import type { KeptSignal } from '../store/signal-store.ts';
import { asks } from '../conversations/ask.ts';
import { keeps } from '../conversations/keep-memory.ts';
import type { Change, Decide } from './engine-port.ts';
import { appendRecord, journalFull } from './journal-rows.ts';
import { refuse, refuseStale } from './run-decisions.ts';
import type { RunEvent } from './run-events.ts';
import type { JournalRow } from './states.ts';

/**
 * Appends what a host recorded. A record of an older activation is refused. A wait that is over as it begins (its
 * instant has passed, or its signal came early) is recorded as ended, in this one transaction.
 */
export function recordEntry(
  activation: number,
  record: HostRecord,
  progress: Progress | null,
  /** Looked up inside the transaction. */
  keptSignal: (runId: string, name: string, key: string) => KeptSignal | null = () => null,
): Decide<{ run: string }, JournalRow> {
  return ({ run, spending }, env) => {
    const stale = refuseStale(run, activation);
    if (stale !== null || run === null) return stale ?? refuse('not-found', 'There is no such run.');
    const full = journalFull(run, record);
    if (full !== null) return { ok: false, error: full };
    const { runId, lineageId } = run;
    const { path, name, question } = record;
    // Each asking is a question of its own, also where a later lineage comes to the same place.
    const key = question === undefined ? (record.key ?? '') : env.uuid();
    const isSignal = record.kind === 'signal' && record.phase === 'waiting';
    const kept = isSignal ? keptSignal(runId, name, key) : null;
    const isPast = record.dueAtMs !== undefined && record.dueAtMs <= env.nowMs;
    const dueAtMs = dueOf(record, env.nowMs);
    const entry =
      kept !== null || isPast
        ? { ...record, phase: 'done' as const, result: kept?.payload ?? 'null', dueAtMs: null }
        : { ...record, dueAtMs, ...(isSignal && key !== '' ? { result: JSON.stringify({ key }) } : {}) };
    const progressed: RunEvent[] = progress === null ? [] : [{ kind: 'progressed', progress }];
    const settled = settledByRecord(run, record, spending, env.nowMs);
    const used = { ...entry, used: settled.used };
    const { row, changes: appended } = appendRecord(run, env, used, [...progressed, ...settled.events]);
    // What a line was settled by is counted with it.
    const isExact = settled.changes.length > 0;
    const changes: Change[] = [
      ...settled.changes,
      ...appended.map((one) => (isExact && one.put === 'run' ? { ...one, isExact } : one)),
    ];
    if (entry.dueAtMs !== null) changes.push({ put: 'timer', dueAtMs: entry.dueAtMs, runId, path, lineageId });
    if (kept !== null)
      changes.push({ put: 'signal', state: { ...kept, runId, name, key, consumedPath: path, atMs: env.nowMs } });
    else if (isSignal)
      changes.push({
        put: 'wait',
        state: { runId, path, lineageId, kind: 'signal', name, key, ord: row.ord, atMs: env.nowMs },
      });
    if (question !== undefined && isSignal && kept === null && !isPast)
      changes.push(...asks(run, { questionId: key, path, question }, env.nowMs));
    if (record.remembers !== undefined)
      changes.push(...keeps(run, { memoryId: env.uuid(), path, text: record.remembers }, env.nowMs));
    for (const prefix of record.abandons ?? []) {
      const isOfBranch = (line: { readonly path: string }): boolean => line.path.startsWith(`${prefix}/`);
      changes.push({ put: 'branch-gone', runId, prefix, seen: record.seen ?? [] });
      changes.push(...leftOpen(spending.openLines(runId), env.nowMs, isOfBranch));
    }
    return { ok: true, changes, reply: row };
  };
}

function dueOf({ dueInMs, dueAtMs }: HostRecord, nowMs: AtMs): AtMs | null {
  if (dueAtMs !== undefined) return dueAtMs;
  return dueInMs === null ? null : nowMs + Math.max(0, Math.round(dueInMs));
}
