import type { Db } from '../open.ts';

/** Standing grants by version, what became of each version, and what each let through or left to a person. */
export function standingGrants(db: Db): void {
  db.exec(`
    CREATE TABLE standing_grant (
      grant_id TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL, cause TEXT, status_reason TEXT NOT NULL,
      agent_id TEXT NOT NULL, tool_id TEXT NOT NULL, terms TEXT NOT NULL, bound TEXT, hash TEXT NOT NULL,
      proposed_by TEXT, proposed_at_ms INTEGER, decided_by TEXT, decided_at_ms INTEGER, sample_key TEXT NOT NULL,
      created_by TEXT NOT NULL, created_at_ms INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL,
      PRIMARY KEY (grant_id, version)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX standing_grant_active ON standing_grant (grant_id) WHERE status = 'active';

    CREATE TABLE standing_grant_move (
      grant_id TEXT NOT NULL, version INTEGER NOT NULL, n INTEGER NOT NULL, status TEXT NOT NULL, by_person TEXT,
      by_name TEXT NOT NULL, reason TEXT NOT NULL, hash TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (grant_id, version, n)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE grant_use (
      effect_id TEXT PRIMARY KEY REFERENCES effect, approval_id TEXT NOT NULL, run_id TEXT NOT NULL, lineage_id TEXT NOT NULL,
      envelope_hash TEXT NOT NULL, grant_id TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL,
      micros INTEGER, currency TEXT, note TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX grant_use_counted ON grant_use (grant_id, at_ms) WHERE status IN ('reserved', 'used');
    CREATE INDEX grant_use_reserved ON grant_use (effect_id) WHERE status = 'reserved';
    CREATE INDEX grant_use_listed ON grant_use (grant_id, effect_id);

    ALTER TABLE grant_row ADD COLUMN standing_grant TEXT;
    ALTER TABLE grant_row ADD COLUMN standing_version INTEGER;
  `);
}
