import type { BulkItem, BulkItemStatus } from '../../../shared/domain/bulk.ts';
import type { BulkState } from '../bulk/bulk-state.ts';
import type { Db } from './open.ts';

/** Items that have had their turn, and how many of them were applied. */
export interface SettledItems {
  readonly done: ReadonlySet<number>;
  readonly applied: number;
}

export interface BulkStore {
  load(jobId: string): BulkState | null;
  put(state: BulkState): void;
  /** What the job is over, a line for each item, written once. */
  putSet(jobId: string, lines: readonly string[]): void;
  lines(jobId: string): readonly string[];
  putItem(jobId: string, item: BulkItem): void;
  settled(jobId: string): SettledItems;
  /** Places of the items that ended so, in order. */
  endedAs(jobId: string, status: BulkItemStatus): readonly number[];
  running(): string[];
}

export function createBulkStore(db: Db): BulkStore {
  const load = db.prepare(`${selectJob} WHERE job_id = ?`);
  const put = db.prepare(
    `INSERT INTO bulk_job (job_id, verb, params, title, linked_job, person_id, by_person, reason, status, total, applied, ignored, created_at_ms, finished_at_ms)
     VALUES (@jobId, @verb, @params, @title, @linkedJob, @personId, @by, @reason, @status, @total, @applied, @ignored, @createdAtMs, @finishedAtMs)
     ON CONFLICT (job_id) DO UPDATE SET status = excluded.status, applied = excluded.applied, ignored = excluded.ignored,
       finished_at_ms = excluded.finished_at_ms`,
  );
  const putSet = db.prepare('INSERT INTO bulk_set (job_id, items) VALUES (?, ?)');
  const set = db.prepare(selectSet).pluck();
  const putItem = db.prepare(
    'INSERT OR REPLACE INTO bulk_item (job_id, n, subject_id, status, reason) VALUES (@jobId, @n, @subjectId, @status, @reason)',
  );
  const settled = db.prepare('SELECT n, status FROM bulk_item WHERE job_id = ?').raw();
  const endedAs = db.prepare('SELECT n FROM bulk_item WHERE job_id = ? AND status = ? ORDER BY n').pluck();
  const running = db.prepare("SELECT job_id FROM bulk_job WHERE status = 'running' ORDER BY job_id").pluck();
  return {
    load: (jobId) => (load.get(jobId) as BulkState | undefined) ?? null,
    put: (state) => void put.run(state),
    putSet: (jobId, lines) => void putSet.run(jobId, lines.join('\n')),
    lines: (jobId) => linesOf(set.get(jobId)),
    putItem: (jobId, item) => void putItem.run({ jobId, ...item }),
    settled(jobId) {
      const rows = settled.all(jobId) as [number, string][];
      return {
        done: new Set(rows.map(([n]) => n)),
        applied: rows.reduce((sum, [, status]) => sum + (status === 'applied' ? 1 : 0), 0),
      };
    },
    endedAs: (jobId, status) => endedAs.all(jobId, status) as number[],
    running: () => running.all() as string[],
  };
}

/** Also used by the read models. */
export const selectJob = `SELECT job_id AS jobId, verb, params, title, linked_job AS linkedJob, person_id AS personId, by_person AS "by",
  reason, status, total, applied, ignored, created_at_ms AS createdAtMs, finished_at_ms AS finishedAtMs FROM bulk_job`;
export const selectItem = 'SELECT n, subject_id AS subjectId, status, reason FROM bulk_item';
export const selectSet = 'SELECT items FROM bulk_set WHERE job_id = ?';

/** The items of a frozen set as they were stored; none for a job that is not there. */
export function linesOf(stored: unknown): readonly string[] {
  return typeof stored === 'string' && stored !== '' ? stored.split('\n') : [];
}
