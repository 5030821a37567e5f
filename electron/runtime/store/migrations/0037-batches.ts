import type { Db } from '../open.ts';

/**
 * Batches of decisions beside the jobs of runs. What a job was frozen on is one text, so that a job over ten thousand
 * items starts in one short transaction; a row for an item says what became of it. `approval_seen`: what a person had
 * before them, and for how long.
 */
export function batches(db: Db): void {
  db.exec(`
    ALTER TABLE bulk_job ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE bulk_job ADD COLUMN linked_job TEXT;
    CREATE TABLE bulk_set (job_id TEXT PRIMARY KEY REFERENCES bulk_job, items TEXT NOT NULL) STRICT;
    INSERT INTO bulk_set (job_id, items)
      SELECT job_id, group_concat(subject_id, char(10)) FROM (SELECT * FROM bulk_item ORDER BY job_id, n) GROUP BY job_id;
    DROP INDEX bulk_item_waiting;
    DELETE FROM bulk_item WHERE status = 'waiting';
    CREATE TABLE approval_seen (
      approval_id TEXT NOT NULL REFERENCES approval, person_id TEXT NOT NULL, envelope_hash TEXT NOT NULL,
      version INTEGER NOT NULL, first_at_ms INTEGER NOT NULL, last_at_ms INTEGER NOT NULL, shown_ms INTEGER NOT NULL,
      evidence INTEGER NOT NULL, PRIMARY KEY (approval_id, person_id)
    ) STRICT, WITHOUT ROWID;
  `);
}
