import type { Db } from '../open.ts';

/** What is removed of ended runs, and who forbids it; kept files are found by what names them. */
export function retention(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN removed_at_ms INTEGER;
    CREATE INDEX run_kept ON run (finished_at_ms) WHERE finished_at_ms IS NOT NULL AND removed_at_ms IS NULL;
    CREATE INDEX run_file ON run (json_extract(file, '$.sha256')) WHERE file IS NOT NULL;
    CREATE TABLE removal (
      run_id TEXT PRIMARY KEY REFERENCES run, keep_days INTEGER NOT NULL, begun_at_ms INTEGER NOT NULL,
      done_at_ms INTEGER, records INTEGER NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX removal_open ON removal (run_id) WHERE done_at_ms IS NULL;
    CREATE TABLE legal_hold (
      run_id TEXT PRIMARY KEY REFERENCES run, reason TEXT NOT NULL, person_id TEXT NOT NULL, printed_name TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
