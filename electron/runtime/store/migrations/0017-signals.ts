import type { Db } from '../open.ts';

/** Signals have a key beside their name, and what waits for one is found without reading a journal. */
export function signals(db: Db): void {
  db.exec(`
    ALTER TABLE signal ADD COLUMN key TEXT NOT NULL DEFAULT '';
    DROP INDEX signal_waiting;
    CREATE INDEX signal_kept ON signal (run_id, name, key, signal_id) WHERE consumed_path IS NULL;
    CREATE INDEX signal_taken ON signal (run_id, consumed_path) WHERE consumed_path IS NOT NULL;
    CREATE TABLE wait (
      run_id TEXT NOT NULL, path TEXT NOT NULL, lineage_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
      key TEXT NOT NULL, ord INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (run_id, path)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX wait_for ON wait (kind, name, key, run_id, ord);
    INSERT INTO wait (run_id, path, lineage_id, kind, name, key, ord, at_ms)
      SELECT run_id, path, lineage_id, 'signal', name, '', ord, at_ms FROM run JOIN journal USING (run_id, lineage_id)
      WHERE finished_at_ms IS NULL AND kind = 'signal' AND phase = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM journal AS later WHERE later.run_id = journal.run_id AND later.lineage_id = journal.lineage_id
          AND later.path = journal.path AND later.ord > journal.ord);
  `);
}
