import type { Amounts } from '../../../shared/domain/amounts.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { Bytes, Ms } from '../../../shared/ids.ts';
import { journalVersion } from '../hosts/protocol.ts';
import type { Change, Env } from './engine-port.ts';
import { evolveRun, type RunEvent } from './run-events.ts';
import type { JournalRow, RunState } from './states.ts';

type NewRecord = Pick<
  JournalRow,
  'path' | 'kind' | 'name' | 'argsHash' | 'phase' | 'attempt' | 'result' | 'error' | 'durationMs' | 'dueAtMs'
> & { readonly used?: Amounts | null };

/** One more record of a run's journal, and the run after it and `also`. */
export function appendRecord(
  run: RunState,
  env: Env,
  entry: NewRecord,
  also: readonly RunEvent[] = [],
): { readonly row: JournalRow; readonly state: RunState; readonly changes: readonly Change[] } {
  const row = journalRow(run, env, entry);
  const change = putRun(run, [...also, { kind: 'recorded', bytes: recordBytes(row), ...workOf(row) }]);
  return { row, state: change.state, changes: [{ put: 'journal', row }, change] };
}

function journalRow(run: RunState, env: Env, entry: NewRecord): JournalRow {
  return {
    runId: run.runId,
    ord: run.nextOrd,
    lineageId: run.lineageId,
    path: entry.path,
    kind: entry.kind,
    name: entry.name,
    argsHash: entry.argsHash,
    phase: entry.phase,
    attempt: entry.attempt,
    result: entry.result,
    error: entry.error,
    durationMs: entry.durationMs,
    dueAtMs: entry.dueAtMs,
    atMs: env.nowMs,
    sdkVersion: journalVersion,
    keptFrom: null,
    used: entry.used ?? null,
  };
}

/**
 * Records of an earlier lineage, or of another run, as records of this one: with their own times, since the code that
 * is replayed from them read those. The run after them is in `state`; its row is for the caller to write.
 */
export function keepRecords(
  run: RunState,
  records: readonly JournalRow[],
): { readonly state: RunState; readonly changes: readonly Change[] } {
  let state = run;
  const changes: Change[] = [];
  for (const record of records) {
    const { runId, lineageId, nextOrd: ord } = state;
    changes.push({ put: 'journal', row: { ...record, runId, lineageId, ord, keptFrom: record.ord } });
    // It was counted where it was done.
    state = evolveRun(state, { kind: 'recorded', bytes: recordBytes(record), steps: 0, workMs: 0 });
  }
  return { state, changes };
}

/** What a record adds to its run's steps and work; `run-store.ts` counts the same from the rows. */
function workOf({ kind, phase, durationMs }: JournalRow): { readonly steps: number; readonly workMs: Ms } {
  if (kind !== 'step' && kind !== 'model') return { steps: 0, workMs: 0 };
  return { steps: phase === 'done' || phase === 'failed' ? 1 : 0, workMs: durationMs ?? 0 };
}

/** A run's journal holds at most this many records … */
const mostRecords = 50_000;
/** … and this much of what they say: paths, names, results and errors. */
const mostJournalBytes: Bytes = 64 * 1024 * 1024;

/** What a record adds to its run's journal; `run-store.ts` counts the same from the rows. */
function recordBytes({ path, name, result, error }: Pick<JournalRow, 'path' | 'name' | 'result' | 'error'>): Bytes {
  const said = [path, name, result ?? '', error === null ? '' : JSON.stringify(error)];
  return said.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/**
 * Why nothing more can be asked for by a run, or null while there is room. The end of a wait is always recorded, so
 * that what a person decided, or a tool did, is never lost to the cap.
 */
export function journalFull(
  run: Pick<RunState, 'nextOrd' | 'journalBytes'>,
  record?: Pick<JournalRow, 'path' | 'name' | 'result' | 'error'>,
): WireError | null {
  const bytes = record === undefined ? 1 : recordBytes(record);
  if (run.nextOrd <= mostRecords && run.journalBytes + bytes <= mostJournalBytes) return null;
  const most =
    run.nextOrd > mostRecords
      ? `${mostRecords.toLocaleString('en')} records`
      : `${mostJournalBytes / 1024 / 1024} MiB of recorded results`;
  return {
    code: 'too-large',
    message: `The journal of this run is full: it holds at most ${most}. What was recorded until then is kept.`,
    hint: 'Split the work: start a run for each part of the input, and keep large results as artifacts instead of step results.',
  };
}

/** The run after `events`, as one change. */
export function putRun(run: RunState, events: readonly RunEvent[]): Extract<Change, { put: 'run' }> {
  return { put: 'run', before: run, state: events.reduce(evolveRun, run) };
}

/** A run that waits goes on when something it waits for has happened. */
export function wake(run: RunState, inHost: boolean): readonly RunEvent[] {
  const waits =
    run.status === 'waiting-approval' ||
    run.status === 'waiting-signal' ||
    run.status === 'sleeping' ||
    run.status === 'retrying';
  return waits ? [{ kind: 'woken', inHost }] : [];
}

/** What it takes to end a wait of a run: the record, the run after it, and no timer. Null when the run no longer waits. */
export function endWait(
  run: RunState | null,
  env: Env,
  waited: Pick<JournalRow, 'path' | 'kind' | 'name' | 'argsHash' | 'attempt' | 'lineageId'>,
  end: { readonly result: string; readonly inHost: boolean; readonly also: readonly RunEvent[] },
): { readonly changes: readonly Change[]; readonly row: JournalRow; readonly state: RunState } | null {
  if (run === null || run.lineageId !== waited.lineageId || finalRunStatuses.has(run.status)) return null;
  const entry = { ...waited, phase: 'done', result: end.result, error: null, durationMs: null, dueAtMs: null } as const;
  const { row, state, changes } = appendRecord(run, env, entry, [...end.also, ...wake(run, end.inHost)]);
  return { row, state, changes: [...changes, { put: 'timer-gone', runId: run.runId, path: waited.path }] };
}
