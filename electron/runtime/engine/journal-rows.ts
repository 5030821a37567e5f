import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { Change, Env } from './engine-port.ts';
import { evolveRun, type RunEvent } from './run-events.ts';
import type { JournalRow, RunState } from './states.ts';

/** Version of the journal format an agent's run is recorded with. */
export const sdkVersion = 1;

export function journalRow(
  run: RunState,
  env: Env,
  entry: Pick<
    JournalRow,
    'path' | 'kind' | 'name' | 'argsHash' | 'phase' | 'attempt' | 'result' | 'error' | 'durationMs' | 'dueAtMs'
  >,
): JournalRow {
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
    sdkVersion,
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
  const row = journalRow(run, env, {
    ...waited,
    phase: 'done',
    result: end.result,
    error: null,
    durationMs: null,
    dueAtMs: null,
  });
  const change = putRun(run, [...end.also, { kind: 'recorded', count: 1 }, ...wake(run, end.inHost)]);
  return {
    row,
    state: change.state,
    changes: [{ put: 'journal', row }, change, { put: 'timer-gone', runId: run.runId, path: waited.path }],
  };
}
