import type { Db } from '../open.ts';

/** One verb on many things: the job, and its frozen items with what became of each. */
export function bulk(db: Db): void {
  db.exec(`
    CREATE TABLE bulk_job (
      job_id TEXT PRIMARY KEY, verb TEXT NOT NULL, params TEXT NOT NULL, person_id TEXT NOT NULL, by_person TEXT NOT NULL,
      reason TEXT NOT NULL, status TEXT NOT NULL, total INTEGER NOT NULL, applied INTEGER NOT NULL, ignored INTEGER NOT NULL,
      created_at_ms INTEGER NOT NULL, finished_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE bulk_item (
      job_id TEXT NOT NULL REFERENCES bulk_job, n INTEGER NOT NULL, subject_id TEXT NOT NULL, status TEXT NOT NULL,
      reason TEXT NOT NULL, PRIMARY KEY (job_id, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bulk_item_waiting ON bulk_item (job_id, n) WHERE status = 'waiting';
    CREATE INDEX bulk_job_running ON bulk_job (job_id) WHERE status = 'running';
  `);
}
