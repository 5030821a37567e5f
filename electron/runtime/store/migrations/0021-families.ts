import type { Db } from '../open.ts';

/** Which run started another, and which one it went on as; both found from either side. */
export function families(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN parent TEXT;
    ALTER TABLE run ADD COLUMN chain_id TEXT;
    ALTER TABLE run ADD COLUMN continued_as TEXT;
    CREATE INDEX run_parent ON run (json_extract(parent, '$.runId'), run_id) WHERE parent IS NOT NULL;
    CREATE INDEX run_tree ON run (json_extract(parent, '$.rootId')) WHERE parent IS NOT NULL AND finished_at_ms IS NULL;
    CREATE INDEX run_chain ON run (chain_id, run_id) WHERE chain_id IS NOT NULL;
  `);
}
