import type { Db } from '../open.ts';

/** Attempts that will not be tried again by themselves; those that failed before this version are among them. */
export function deadLetters(db: Db): void {
  db.exec(`
    CREATE TABLE dead_letter (
      run_id TEXT NOT NULL, lineage_id TEXT NOT NULL, kind TEXT NOT NULL, queue TEXT NOT NULL, error TEXT NOT NULL,
      attempt INTEGER NOT NULL, recoveries INTEGER NOT NULL, records INTEGER NOT NULL, at_ms INTEGER NOT NULL,
      settled_how TEXT, settled_by TEXT, settled_reason TEXT, settled_at_ms INTEGER, PRIMARY KEY (run_id, lineage_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dead_letter_open ON dead_letter (at_ms, run_id) WHERE settled_at_ms IS NULL;
    CREATE INDEX dead_letter_settled ON dead_letter (settled_at_ms, run_id) WHERE settled_at_ms IS NOT NULL;
    INSERT INTO dead_letter (run_id, lineage_id, kind, queue, error, attempt, recoveries, records, at_ms)
      SELECT run_id, lineage_id, iif(status = 'failed', 'failed', 'zombie'), queue, error, attempt, recoveries,
        next_ord - 1, finished_at_ms
      FROM run WHERE finished_at_ms IS NOT NULL AND error IS NOT NULL
        AND (status = 'failed' OR (status = 'needs-attention' AND json_extract(error, '$.code') = 'recovered-too-often'));
  `);
}
