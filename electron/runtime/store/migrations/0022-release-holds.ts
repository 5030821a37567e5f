import type { Db } from '../open.ts';

/** Releases whose runs are held: by somebody, or because their hosts keep crashing. No row: nothing holds them. */
export function releaseHolds(db: Db): void {
  db.exec(`
    CREATE TABLE quarantine (
      release_hash TEXT PRIMARY KEY, agent_id TEXT NOT NULL, by_person TEXT NOT NULL, reason TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE host_breaker (
      release_hash TEXT PRIMARY KEY, agent_id TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'trial')),
      openings INTEGER NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL, retry_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
