import type { RunState } from '../engine/states.ts';
import type { Db, Statement } from './open.ts';

/** Columns in the order of the table; written once so that insert, update and read agree. */
const columns = [
  'run_id',
  'engine_id',
  'lineage_id',
  'generation',
  'agent_id',
  'agent_title',
  'release_hash',
  'sdk_version',
  'activation',
  'owner_epoch',
  'status',
  'lane',
  'title',
  'started_by',
  'attempt',
  'recoveries',
  'stalls',
  'cancel_requested',
  'input',
  'file',
  'output',
  'error',
  'progress',
  'next_ord',
  'journal_bytes',
  'pending_approvals',
  'effects',
  'effects_done',
  'quarantined',
  'is_partial',
  'is_sample',
  'pause',
  'removed_at_ms',
  'origin',
  'undo',
  'is_sandbox',
  'deadline_at_ms',
  'created_at_ms',
  'started_at_ms',
  'finished_at_ms',
  'wake_at_ms',
] as const;

/** Columns that never change after the insert. */
const fixed = new Set<string>([
  'run_id',
  'engine_id',
  'agent_id',
  'agent_title',
  'release_hash',
  'sdk_version',
  'lane',
  'title',
  'started_by',
  'input',
  'file',
  'is_sample',
  'origin',
  'is_sandbox',
  'created_at_ms',
]);

export interface ReadyRun {
  readonly runId: string;
  readonly releaseHash: string;
}

export interface RunStore {
  load(runId: string): RunState | null;
  insert(state: RunState): void;
  /** Writes what differs from `before`: a claim moves four columns of thirty, and an index only where it holds one of them. */
  update(before: RunState, state: RunState): void;
  /** A run whose journal grew and nothing else: its row stays as it is, since the journal itself says how long it is. */
  keep(state: RunState): void;
  /** Forgets the rows kept in memory, after anything was rolled back. */
  forget(): void;
  /** Unfinished runs that are this by their rows, oldest first. */
  unfinished(status: RunState['status']): readonly string[];
  /** Runs that were told to end and have not. */
  beingCancelled(): readonly string[];
  /** Runs that are ready, oldest first, from behind this id on: no more of each than a line of them needs. */
  ready(after: string, limit: number): readonly ReadyRun[];
  /** The earliest deadline of a run that has not ended and is not being cancelled. */
  nextDeadlineMs(): number | null;
  pastDeadline(nowMs: number, limit: number): string[];
  /** Runs of one agent that are ready to be claimed, oldest first. */
  queuedOf(agentId: string): string[];
}

/** Rows kept in memory at most: those at work now, not the many that wait. */
const mostKept = 4_096;

/** Keeps the rows of runs at work in memory: this is the only connection that writes them. */
export function createRunStore(db: Db): RunStore {
  const insert = db.prepare(`INSERT INTO run (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const changing = columns.filter((name) => !fixed.has(name));
  /** By the columns they set; runs change in few ways. */
  const updates = new Map<string, Statement>();
  const select = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const unfinished = db
    .prepare('SELECT run_id FROM run WHERE finished_at_ms IS NULL AND status = ? ORDER BY run_id')
    .pluck();
  const beingCancelled = db
    .prepare(
      "SELECT run_id FROM run WHERE cancel_requested = 1 AND finished_at_ms IS NULL AND status <> 'compensating' ORDER BY run_id",
    )
    .pluck();
  const ready = db.prepare(
    "SELECT run_id AS runId, release_hash AS releaseHash FROM run WHERE finished_at_ms IS NULL AND status = 'queued' AND run_id > ? ORDER BY run_id LIMIT ?",
  );
  // What was recorded since the row was last written; the same bytes as `journal-rows.ts` counts.
  const since = db.prepare(
    `SELECT max(ord) AS ord, sum(octet_length(path) + octet_length(name)
       + coalesce(octet_length(result), 0) + coalesce(octet_length(error), 0)) AS bytes
     FROM journal WHERE run_id = ? AND ord >= ?`,
  );
  const withDeadline = `FROM run WHERE deadline_at_ms IS NOT NULL AND finished_at_ms IS NULL AND cancel_requested = 0
      AND status <> 'compensating'`;
  const nextDeadline = db.prepare(`SELECT min(deadline_at_ms) ${withDeadline}`).pluck();
  const pastDeadline = db
    .prepare(`SELECT run_id ${withDeadline} AND deadline_at_ms <= ? ORDER BY deadline_at_ms LIMIT ?`)
    .pluck();
  const queuedOf = db
    .prepare(
      "SELECT run_id FROM run WHERE status = 'queued' AND finished_at_ms IS NULL AND agent_id = ? ORDER BY run_id",
    )
    .pluck();
  const live = new Map<string, RunState>();

  function keep(state: RunState): void {
    live.set(state.runId, state);
    if (live.size > mostKept) for (const oldest of live.keys()) return void live.delete(oldest);
  }

  function updateOf(names: readonly string[]): Statement {
    const key = names.join();
    const known = updates.get(key);
    if (known !== undefined) return known;
    const made = db.prepare(`UPDATE run SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE run_id = ?`);
    updates.set(key, made);
    return made;
  }

  function fromRow(row: unknown): RunState {
    const state = runFromRow(row as Row);
    const { ord, bytes } = since.get(state.runId, state.nextOrd) as { ord: number | null; bytes: number | null };
    return ord === null ? state : { ...state, nextOrd: ord + 1, journalBytes: state.journalBytes + (bytes ?? 0) };
  }

  return {
    load(runId) {
      const known = live.get(runId);
      if (known !== undefined) return known;
      const row = select.get(runId);
      if (row === undefined) return null;
      const state = fromRow(row);
      if (state.finishedAtMs === null) keep(state);
      return state;
    },
    insert(state) {
      const row = runToRow(state);
      insert.run(columns.map((name) => row[name]));
      keep(state);
    },
    update(before, state) {
      const old = runToRow(before);
      const row = runToRow(state);
      // The journal may be longer than the row says (see `keep`): its length is written with whatever else is.
      const names = changing.filter(
        (name) => row[name] !== old[name] || name === 'next_ord' || name === 'journal_bytes',
      );
      updateOf(names).run(...names.map((name) => row[name]), state.runId);
      if (state.finishedAtMs === null) keep(state);
      else live.delete(state.runId);
    },
    keep,
    forget: () => live.clear(),
    unfinished: (status) => unfinished.all(status) as string[],
    beingCancelled: () => beingCancelled.all() as string[],
    ready: (after, limit) => ready.all(after, limit) as ReadyRun[],
    nextDeadlineMs: () => (nextDeadline.get() as number | null) ?? null,
    pastDeadline: (nowMs, limit) => pastDeadline.all(nowMs, limit) as string[],
    queuedOf: (agentId) => queuedOf.all(agentId) as string[],
  };
}

/** Whether a run differs from what it was in the length of its journal alone: nothing of it that is shown has changed. */
export function isOnlyLonger(before: RunState, after: RunState): boolean {
  for (const name in after) {
    const key = name as keyof RunState;
    if (key !== 'nextOrd' && key !== 'journalBytes' && after[key] !== before[key]) return false;
  }
  return after.nextOrd > before.nextOrd;
}

type Row = Record<string, string | number | null>;

function runToRow(state: RunState): Row {
  return {
    run_id: state.runId,
    engine_id: state.engineId,
    lineage_id: state.lineageId,
    generation: state.generation,
    agent_id: state.agentId,
    agent_title: state.agentTitle,
    release_hash: state.releaseHash,
    sdk_version: state.sdkVersion,
    activation: state.activation,
    owner_epoch: state.ownerEpoch,
    status: state.status,
    lane: state.lane,
    title: state.title,
    started_by: state.startedBy,
    attempt: state.attempt,
    recoveries: state.recoveries,
    stalls: state.stalls,
    cancel_requested: state.cancelRequested ? 1 : 0,
    input: state.input,
    file: state.file === null ? null : JSON.stringify(state.file),
    output: state.output,
    error: state.error === null ? null : JSON.stringify(state.error),
    progress: state.progress === null ? null : JSON.stringify(state.progress),
    next_ord: state.nextOrd,
    journal_bytes: state.journalBytes,
    pending_approvals: state.pendingApprovals,
    effects: state.effects,
    effects_done: state.effectsDone,
    quarantined: state.quarantined,
    is_partial: state.partial ? 1 : 0,
    is_sample: state.sample ? 1 : 0,
    pause: state.pause === null ? null : JSON.stringify(state.pause),
    is_sandbox: state.sandbox ? 1 : 0,
    removed_at_ms: state.removedAtMs,
    deadline_at_ms: state.deadlineAtMs,
    undo: state.undo === null ? null : JSON.stringify(state.undo),
    origin: state.origin === null ? null : JSON.stringify(state.origin),
    created_at_ms: state.createdAtMs,
    started_at_ms: state.startedAtMs,
    finished_at_ms: state.finishedAtMs,
    wake_at_ms: state.wakeAtMs,
  };
}

/** Also used by the read models. `nextOrd` and `journalBytes` of a run that is not finished are what they were when the row was last written. */
export function runFromRow(row: Record<string, unknown>): RunState {
  const text = (name: string): string => row[name] as string;
  const number = (name: string): number => row[name] as number;
  const parsed = <T>(name: string): T | null => (row[name] === null ? null : (JSON.parse(row[name] as string) as T));
  return {
    runId: text('run_id'),
    engineId: text('engine_id'),
    lineageId: text('lineage_id'),
    generation: number('generation'),
    agentId: text('agent_id'),
    agentTitle: text('agent_title'),
    releaseHash: text('release_hash'),
    sdkVersion: number('sdk_version'),
    activation: number('activation'),
    ownerEpoch: number('owner_epoch'),
    status: row['status'] as RunState['status'],
    lane: row['lane'] as RunState['lane'],
    title: text('title'),
    startedBy: text('started_by'),
    attempt: number('attempt'),
    recoveries: number('recoveries'),
    stalls: number('stalls'),
    cancelRequested: row['cancel_requested'] === 1,
    input: text('input'),
    file: parsed('file'),
    output: row['output'] as string | null,
    error: parsed('error'),
    progress: parsed('progress'),
    nextOrd: number('next_ord'),
    journalBytes: number('journal_bytes'),
    pendingApprovals: number('pending_approvals'),
    effects: number('effects'),
    effectsDone: number('effects_done'),
    quarantined: number('quarantined'),
    partial: row['is_partial'] === 1,
    sample: row['is_sample'] === 1,
    pause: parsed('pause'),
    removedAtMs: row['removed_at_ms'] as number | null,
    origin: parsed('origin'),
    undo: parsed('undo'),
    sandbox: row['is_sandbox'] === 1,
    deadlineAtMs: row['deadline_at_ms'] as number | null,
    createdAtMs: number('created_at_ms'),
    startedAtMs: row['started_at_ms'] as number | null,
    finishedAtMs: row['finished_at_ms'] as number | null,
    wakeAtMs: row['wake_at_ms'] as number | null,
  };
}
