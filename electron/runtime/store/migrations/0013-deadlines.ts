import type { Db } from '../open.ts';

/** When a run is cancelled unless it has ended. */
export function deadlines(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN deadline_at_ms INTEGER;
    CREATE INDEX run_deadline ON run (deadline_at_ms) WHERE deadline_at_ms IS NOT NULL AND finished_at_ms IS NULL;
  `);
}
