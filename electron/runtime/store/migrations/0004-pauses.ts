import type { Db } from '../open.ts';

/** Who paused a run, kept with it; and the agents none of whose runs goes on. */
export function pauses(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN pause TEXT;
    CREATE TABLE agent_pause (
      agent_id TEXT PRIMARY KEY, by_person TEXT NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
