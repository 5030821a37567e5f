import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { RunState } from '../engine/states.ts';
import type { JournalTail } from './journal-tail.ts';
import type { Db, Statement } from './open.ts';
import { changing, columns, runFromRow, valueOf, valuesOf, type Value } from './run-row.ts';

/** A run that is ready by its row, as its line needs it. */
export type ReadyRun = Pick<
  RunState,
  | 'runId'
  | 'queue'
  | 'agentId'
  | 'releaseHash'
  | 'priority'
  | 'queueKey'
  | 'notBeforeMs'
  | 'admittedAtMs'
  | 'createdAtMs'
> & { readonly lane: QueueLane };

/** A run that was put off, and until when. */
export interface DelayedRun {
  readonly notBeforeMs: number;
  readonly runId: string;
}

export interface RunStore {
  load(runId: string): RunState | null;
  insert(state: RunState): void;
  /**
   * Writes what differs from `before`: a claim moves four columns of thirty, and an index only where it holds one of
   * them. Returns the work done since the row was last written.
   */
  update(before: RunState, state: RunState): Work;
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
  /** Runs that stand at some budget, oldest first. */
  atBudget(): readonly string[];
  /** The earliest deadline of a run that has not ended and is not being cancelled. */
  nextDeadlineMs(): number | null;
  pastDeadline(nowMs: number, limit: number): string[];
  /** Runs of one agent that are ready to be claimed, oldest first. */
  queuedOf(agentId: string): string[];
  /** Runs that were put off until at most `untilMs`, from behind this place on, the earliest first. */
  delayedUntil(after: DelayedRun, untilMs: number, limit: number): readonly DelayedRun[];
  /** The earliest time that a run behind this place was put off until. */
  nextDelayMs(after: DelayedRun): number | null;
  /** Of the unfinished runs of an agent that hold this key: one that has never started, or else the newest. */
  holderOf(agentId: string, dedupKey: string): RunState | null;
}

/** Rows kept in memory at most: those at work now, not the many that wait. */
const mostKept = 8_192;
/** With so many kept, one that begins to wait is not: its turn comes last, and it would drive out the one whose is next. */
const keptFull = 4_096;

/** Keeps the rows of runs at work in memory: this is the only connection that writes them. */
export function createRunStore(db: Db, tail: Pick<JournalTail, 'has'>): RunStore {
  const insert = db.prepare(`INSERT INTO run (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  /** By the columns they set; runs change in few ways. */
  const updates = new Map<number, Statement>();
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
    `SELECT run_id AS runId, queue, lane, agent_id AS agentId, release_hash AS releaseHash, priority, queue_key AS queueKey,
       not_before_ms AS notBeforeMs, admitted_at_ms AS admittedAtMs, created_at_ms AS createdAtMs
     FROM run WHERE finished_at_ms IS NULL AND status = 'queued' AND run_id > ? ORDER BY run_id LIMIT ?`,
  );
  // What was recorded since the row was last written; the same bytes as `journal-rows.ts` counts.
  const sinceIn = (table: string): Statement =>
    db.prepare(`SELECT max(ord) AS ord, sum(octet_length(path) + octet_length(name)
       + coalesce(octet_length(result), 0) + coalesce(octet_length(error), 0)) AS bytes,
       sum(kept_from IS NULL AND kind IN ('step', 'model') AND phase IN ('done', 'failed')) AS steps,
       sum(CASE WHEN kept_from IS NULL AND kind IN ('step', 'model') THEN duration_ms END) AS workMs
     FROM ${table} WHERE run_id = ? AND ord >= ?`);
  const [sinceMoved, since] = [sinceIn('journal'), sinceIn('journal_all')];
  const withDeadline = `FROM run WHERE deadline_at_ms IS NOT NULL AND finished_at_ms IS NULL AND cancel_requested = 0
      AND status <> 'compensating'`;
  const nextDeadline = db.prepare(`SELECT min(deadline_at_ms) ${withDeadline}`).pluck();
  const pastDeadline = db
    .prepare(`SELECT run_id ${withDeadline} AND deadline_at_ms <= ? ORDER BY deadline_at_ms LIMIT ?`)
    .pluck();
  const atBudget = db
    .prepare("SELECT run_id FROM run WHERE json_extract(pause, '$.budget.measure') IS NOT NULL ORDER BY run_id")
    .pluck();
  const queuedOf = db
    .prepare(
      "SELECT run_id FROM run WHERE status = 'queued' AND finished_at_ms IS NULL AND agent_id = ? ORDER BY run_id",
    )
    .pluck();
  const delayed = "FROM run WHERE not_before_ms IS NOT NULL AND status = 'queued'";
  const delayedUntil = db.prepare(
    `SELECT not_before_ms AS notBeforeMs, run_id AS runId ${delayed}
     AND (not_before_ms, run_id) > (@notBeforeMs, @runId) AND not_before_ms <= @untilMs
     ORDER BY not_before_ms, run_id LIMIT @limit`,
  );
  const nextDelay = db
    .prepare(
      `SELECT not_before_ms ${delayed} AND (not_before_ms, run_id) > (@notBeforeMs, @runId)
       ORDER BY not_before_ms, run_id LIMIT 1`,
    )
    .pluck();
  const holders = db
    .prepare(
      `SELECT run_id FROM run WHERE agent_id = ? AND dedup_key = ? AND dedup_key IS NOT NULL AND finished_at_ms IS NULL
       ORDER BY started_at_ms IS NOT NULL, run_id DESC LIMIT 1`,
    )
    .pluck();
  const live = new Map<string, RunState>();
  /** What the row says of runs whose journal may be longer. */
  const written = new Map<string, Work>();

  function keep(state: RunState): void {
    live.set(state.runId, state);
    if (live.size > mostKept) for (const oldest of live.keys()) return drop(oldest);
  }

  function drop(runId: string): void {
    live.delete(runId);
    written.delete(runId);
  }

  function updateOf(bits: number, fields: readonly { readonly column: string }[]): Statement {
    const known = updates.get(bits);
    if (known !== undefined) return known;
    const made = db.prepare(
      `UPDATE run SET ${fields.map(({ column }) => `${column} = ?`).join(', ')} WHERE run_id = ?`,
    );
    updates.set(bits, made);
    return made;
  }

  function fromRow(row: unknown): RunState {
    const state = runFromRow(row as Record<string, unknown>);
    if (state.finishedAtMs === null) written.set(state.runId, { steps: state.steps, workMs: state.workMs });
    // One that was never claimed has recorded nothing.
    if (state.activation === 0) return state;
    const counted = tail.has(state.runId) ? since : sinceMoved;
    const { ord, bytes, steps, workMs } = counted.get(state.runId, state.nextOrd) as Since;
    if (ord === null) return state;
    return {
      ...state,
      nextOrd: ord + 1,
      journalBytes: state.journalBytes + (bytes ?? 0),
      steps: state.steps + (steps ?? 0),
      workMs: state.workMs + (workMs ?? 0),
    };
  }

  function load(runId: string): RunState | null {
    const known = live.get(runId);
    if (known !== undefined) return known;
    const row = select.get(runId);
    if (row === undefined) return null;
    const state = fromRow(row);
    if (state.finishedAtMs === null) keep(state);
    return state;
  }

  return {
    load,
    insert(state) {
      insert.run(valuesOf(state));
      if (state.status === 'queued' && live.size >= keptFull) return;
      written.set(state.runId, { steps: state.steps, workMs: state.workMs });
      keep(state);
    },
    update(before, state) {
      // The journal may be longer than the row says (see `keep`): its length is written with whatever else is.
      const changed = changing.filter(({ key }) => before[key] !== state[key] || isOfJournal(key));
      let bits = 0;
      const values: Value[] = [];
      for (const field of changed) {
        bits += field.bit;
        values.push(valueOf(state, field));
      }
      values.push(state.runId);
      updateOf(bits, changed).run(values);
      const { steps, workMs } = written.get(state.runId) ?? before;
      if (state.finishedAtMs === null) {
        written.set(state.runId, { steps: state.steps, workMs: state.workMs });
        keep(state);
      } else drop(state.runId);
      return { steps: state.steps - steps, workMs: state.workMs - workMs };
    },
    keep,
    forget() {
      live.clear();
      written.clear();
    },
    unfinished: (status) => unfinished.all(status) as string[],
    beingCancelled: () => beingCancelled.all() as string[],
    ready: (after, limit) => ready.all(after, limit) as ReadyRun[],
    atBudget: () => atBudget.all() as string[],
    nextDeadlineMs: () => (nextDeadline.get() as number | null) ?? null,
    pastDeadline: (nowMs, limit) => pastDeadline.all(nowMs, limit) as string[],
    queuedOf: (agentId) => queuedOf.all(agentId) as string[],
    delayedUntil: (after, untilMs, limit) => delayedUntil.all({ ...after, untilMs, limit }) as DelayedRun[],
    nextDelayMs: (after) => (nextDelay.get(after) as number | undefined) ?? null,
    holderOf(agentId, dedupKey) {
      const runId = holders.get(agentId, dedupKey) as string | undefined;
      return runId === undefined ? null : load(runId);
    },
  };
}

/** Whether a run differs from what it was in the length of its journal alone: nothing of it that is shown has changed. */
export function isOnlyLonger(before: RunState, after: RunState): boolean {
  for (const name in after) {
    const key = name as keyof RunState;
    if (!isOfJournal(key) && after[key] !== before[key]) return false;
  }
  return after.nextOrd > before.nextOrd;
}

function isOfJournal(key: keyof RunState): boolean {
  return key === 'nextOrd' || key === 'journalBytes' || key === 'steps' || key === 'workMs';
}

type Work = Pick<RunState, 'steps' | 'workMs'>;
type Since = { readonly [K in 'ord' | 'bytes' | 'steps' | 'workMs']: number | null };
