import type { BulkItem } from '../../../shared/domain/bulk.ts';
import type { BulkState } from '../bulk/bulk-state.ts';
import type { Db } from './open.ts';

export interface BulkStore {
  load(jobId: string): BulkState | null;
  put(state: BulkState): void;
  putItem(jobId: string, item: BulkItem): void;
  /** Items that have not had their turn, in order. */
  waiting(jobId: string, limit: number): BulkItem[];
  running(): string[];
}

export function createBulkStore(db: Db): BulkStore {
  const load = db.prepare(`${selectJob} WHERE job_id = ?`);
  const put = db.prepare(
    `INSERT INTO bulk_job (job_id, verb, params, person_id, by_person, reason, status, total, applied, ignored, created_at_ms, finished_at_ms)
     VALUES (@jobId, @verb, @params, @personId, @by, @reason, @status, @total, @applied, @ignored, @createdAtMs, @finishedAtMs)
     ON CONFLICT (job_id) DO UPDATE SET status = excluded.status, applied = excluded.applied, ignored = excluded.ignored,
       finished_at_ms = excluded.finished_at_ms`,
  );
  const putItem = db.prepare(
    `INSERT INTO bulk_item (job_id, n, subject_id, status, reason) VALUES (@jobId, @n, @subjectId, @status, @reason)
     ON CONFLICT (job_id, n) DO UPDATE SET status = excluded.status, reason = excluded.reason`,
  );
  const waiting = db.prepare(`${selectItem} WHERE job_id = ? AND status = 'waiting' ORDER BY n LIMIT ?`);
  const running = db.prepare("SELECT job_id FROM bulk_job WHERE status = 'running' ORDER BY job_id").pluck();
  return {
    load: (jobId) => (load.get(jobId) as BulkState | undefined) ?? null,
    put: (state) => void put.run(state),
    putItem: (jobId, item) => void putItem.run({ jobId, ...item }),
    waiting: (jobId, limit) => waiting.all(jobId, limit) as BulkItem[],
    running: () => running.all() as string[],
  };
}

/** Also used by the read models. */
export const selectJob = `SELECT job_id AS jobId, verb, params, person_id AS personId, by_person AS "by", reason, status, total, applied,
  ignored, created_at_ms AS createdAtMs, finished_at_ms AS finishedAtMs FROM bulk_job`;
export const selectItem = 'SELECT n, subject_id AS subjectId, status, reason FROM bulk_item';
