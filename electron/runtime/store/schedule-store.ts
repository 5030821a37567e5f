import type { FileRef } from '../../../shared/domain/agent.ts';
import {
  catchUpSchema,
  runTermsSchema,
  triggerSchema,
  type Firing,
  type OverlapRule,
  type Schedule,
} from '../../../shared/domain/schedule.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Db } from './open.ts';

/** A schedule as stored. `input` is JSON text, as a run's is. */
export interface ScheduleState extends Omit<Schedule, 'input'> {
  readonly input: string;
  /** The next instant with its jitter; null as `nextAtMs` is. */
  readonly dueAtMs: AtMs | null;
  /** Removed schedules keep their firings; they fire no more and are listed no more. */
  readonly removedAtMs: AtMs | null;
}

/** A firing with what its run gets instead of the schedule's own input and file, while it waits; null = the schedule's. */
export interface FiringState extends Firing {
  readonly input: string | null;
  readonly file: FileRef | null;
}

export interface ScheduleStore {
  load(scheduleId: string): ScheduleState | null;
  put(state: ScheduleState): void;
  nextDueMs(): AtMs | null;
  due(nowMs: AtMs, most: number): readonly ScheduleState[];
  /** Neither removed nor paused. */
  unpaused(): readonly ScheduleState[];
  firing(scheduleId: string, key: string): FiringState | null;
  putFiring(state: FiringState): void;
  oldestWaiting(scheduleId: string): FiringState | null;
  /** How many firings of it wait. */
  waiting(scheduleId: string): number;
  /** All that wait for it become `dropped`, and hold nothing any more. */
  dropWaiting(scheduleId: string): void;
  /** Schedules for which a firing waits. */
  withWaiting(): readonly string[];
  /** The run of its newest firing that started one. */
  newestRun(scheduleId: string): string | null;
  /** Runs of any schedule that have not ended. */
  openRuns(): readonly { readonly runId: string; readonly scheduleId: string }[];
  /** Whose firing started a run; null = nobody's. */
  scheduleOf(runId: string): string | null;
}

export function createScheduleStore(db: Db): ScheduleStore {
  const load = db.prepare('SELECT * FROM schedule WHERE schedule_id = ?');
  const put = db.prepare(
    // An update in place: replacing the row would look through all its firings for what refers to it.
    `INSERT INTO schedule (schedule_id, name, agent_id, input, file, trigger, overlap, catch_up, terms, is_paused, pause_note,
       version, created_by, created_at_ms, next_at_ms, due_at_ms, fired, removed_at_ms)
     VALUES (@scheduleId, @name, @agentId, @input, @file, @trigger, @overlap, @catchUp, @terms, @paused, @pauseNote,
       @version, @createdBy, @createdAtMs, @nextAtMs, @dueAtMs, @fired, @removedAtMs)
     ON CONFLICT (schedule_id) DO UPDATE SET name = excluded.name, agent_id = excluded.agent_id, input = excluded.input,
       file = excluded.file, trigger = excluded.trigger, overlap = excluded.overlap, catch_up = excluded.catch_up, terms = excluded.terms,
       is_paused = excluded.is_paused, pause_note = excluded.pause_note, version = excluded.version, created_by = excluded.created_by,
       next_at_ms = excluded.next_at_ms, due_at_ms = excluded.due_at_ms, fired = excluded.fired,
       removed_at_ms = excluded.removed_at_ms`,
  );
  const nextDue = db.prepare('SELECT min(due_at_ms) FROM schedule WHERE due_at_ms IS NOT NULL').pluck();
  const due = db.prepare('SELECT * FROM schedule WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?');
  const unpaused = db.prepare(
    'SELECT * FROM schedule WHERE removed_at_ms IS NULL AND is_paused = 0 ORDER BY schedule_id',
  );
  const firing = db.prepare('SELECT * FROM firing WHERE schedule_id = ? AND key = ?');
  const putFiring = db.prepare(
    `INSERT OR REPLACE INTO firing (schedule_id, at_ms, key, cause, nominal_at_ms, outcome, run_id, note, input, file, sent_by)
     VALUES (@scheduleId, @atMs, @key, @cause, @nominalAtMs, @outcome, @runId, @note, @input, @file, @sentBy)`,
  );
  const oldestWaiting = db.prepare(
    "SELECT * FROM firing WHERE schedule_id = ? AND outcome = 'waiting' ORDER BY nominal_at_ms LIMIT 1",
  );
  const waiting = db.prepare("SELECT count(*) FROM firing WHERE schedule_id = ? AND outcome = 'waiting'").pluck();
  const dropWaiting = db.prepare(
    `UPDATE firing SET outcome = 'dropped', note = 'The schedule was removed before its turn came.', input = NULL, file = NULL
     WHERE schedule_id = ? AND outcome = 'waiting'`,
  );
  const withWaiting = db.prepare("SELECT DISTINCT schedule_id FROM firing WHERE outcome = 'waiting'").pluck();
  const newestRun = db
    .prepare(
      "SELECT run_id FROM firing WHERE schedule_id = ? AND outcome = 'started' ORDER BY at_ms DESC, key DESC LIMIT 1",
    )
    .pluck();
  const openRuns = db.prepare(
    `SELECT firing.run_id AS runId, schedule_id AS scheduleId
     FROM run JOIN firing ON firing.run_id = run.run_id WHERE run.finished_at_ms IS NULL`,
  );
  const scheduleOf = db.prepare('SELECT schedule_id FROM firing WHERE run_id = ?').pluck();
  return {
    load: (scheduleId) => mapped(load.get(scheduleId), scheduleFromRow),
    put: (state) =>
      void put.run({
        ...state,
        file: state.file === null ? null : JSON.stringify(state.file),
        trigger: JSON.stringify(state.trigger),
        catchUp: JSON.stringify(state.catchUp),
        terms: JSON.stringify(state.terms),
        paused: state.paused ? 1 : 0,
      }),
    nextDueMs: () => nextDue.get() as AtMs | null,
    due: (nowMs, most) => due.all(nowMs, most).map((row) => scheduleFromRow(row as Row)),
    unpaused: () => unpaused.all().map((row) => scheduleFromRow(row as Row)),
    firing: (scheduleId, key) => mapped(firing.get(scheduleId, key), firingFromRow),
    putFiring: (state) =>
      void putFiring.run({ ...state, file: state.file === null ? null : JSON.stringify(state.file) }),
    oldestWaiting: (scheduleId) => mapped(oldestWaiting.get(scheduleId), firingFromRow),
    waiting: (scheduleId) => waiting.get(scheduleId) as number,
    dropWaiting: (scheduleId) => void dropWaiting.run(scheduleId),
    withWaiting: () => withWaiting.all() as string[],
    newestRun: (scheduleId) => (newestRun.get(scheduleId) as string | undefined) ?? null,
    openRuns: () => openRuns.all() as { runId: string; scheduleId: string }[],
    scheduleOf: (runId) => (scheduleOf.get(runId) as string | undefined) ?? null,
  };
}

type Row = Record<string, unknown>;

function mapped<T>(row: unknown, from: (row: Row) => T): T | null {
  return row === undefined ? null : from(row as Row);
}

export function scheduleFromRow(row: Row): ScheduleState {
  return {
    scheduleId: row['schedule_id'] as string,
    name: row['name'] as string,
    agentId: row['agent_id'] as string,
    input: row['input'] as string,
    file: row['file'] === null ? null : (JSON.parse(row['file'] as string) as FileRef),
    trigger: triggerSchema.parse(JSON.parse(row['trigger'] as string)),
    overlap: row['overlap'] as OverlapRule,
    catchUp: catchUpSchema.parse(JSON.parse(row['catch_up'] as string)),
    terms: runTermsSchema.parse(JSON.parse(row['terms'] as string)),
    paused: row['is_paused'] === 1,
    pauseNote: row['pause_note'] as string,
    version: row['version'] as number,
    createdBy: row['created_by'] as string,
    createdAtMs: row['created_at_ms'] as number,
    nextAtMs: row['next_at_ms'] as number | null,
    dueAtMs: row['due_at_ms'] as number | null,
    fired: row['fired'] as number,
    removedAtMs: row['removed_at_ms'] as number | null,
  };
}

export function firingFromRow(row: Row): FiringState {
  return {
    scheduleId: row['schedule_id'] as string,
    key: row['key'] as string,
    cause: row['cause'] as Firing['cause'],
    nominalAtMs: row['nominal_at_ms'] as number,
    atMs: row['at_ms'] as number,
    outcome: row['outcome'] as Firing['outcome'],
    runId: row['run_id'] as string | null,
    note: row['note'] as string,
    sentBy: row['sent_by'] as string | null,
    input: row['input'] as string | null,
    file: row['file'] === null ? null : (JSON.parse(row['file'] as string) as FileRef),
  };
}
