import type { Db } from '../open.ts';

/** The first schema. A migration never changes after release. */
export function foundation(db: Db): void {
  db.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE command (
      command_id TEXT PRIMARY KEY, method TEXT NOT NULL, reply TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE person (
      person_id TEXT PRIMARY KEY, printed_name TEXT NOT NULL, role TEXT NOT NULL, created_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE release (
      release_hash TEXT PRIMARY KEY, agent_id TEXT NOT NULL, manifest TEXT NOT NULL, contracts TEXT NOT NULL,
      built_in INTEGER NOT NULL, added_by TEXT NOT NULL, added_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE agent (
      agent_id TEXT PRIMARY KEY, release_hash TEXT NOT NULL REFERENCES release, runs INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run (
      run_id TEXT PRIMARY KEY, engine_id TEXT NOT NULL, lineage_id TEXT NOT NULL, generation INTEGER NOT NULL,
      agent_id TEXT NOT NULL, agent_title TEXT NOT NULL, release_hash TEXT NOT NULL REFERENCES release,
      sdk_version INTEGER NOT NULL, activation INTEGER NOT NULL, owner_epoch INTEGER NOT NULL,
      status TEXT NOT NULL, lane TEXT NOT NULL, title TEXT NOT NULL, started_by TEXT NOT NULL,
      attempt INTEGER NOT NULL, recoveries INTEGER NOT NULL, stalls INTEGER NOT NULL, cancel_requested INTEGER NOT NULL,
      input TEXT NOT NULL, file TEXT, output TEXT, error TEXT, progress TEXT,
      next_ord INTEGER NOT NULL, pending_approvals INTEGER NOT NULL, effects INTEGER NOT NULL,
      effects_done INTEGER NOT NULL, quarantined INTEGER NOT NULL, is_partial INTEGER NOT NULL, is_sample INTEGER NOT NULL,
      created_at_ms INTEGER NOT NULL, started_at_ms INTEGER, finished_at_ms INTEGER, wake_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_live ON run (status, run_id) WHERE finished_at_ms IS NULL;
    CREATE INDEX run_ended ON run (status, finished_at_ms) WHERE finished_at_ms IS NOT NULL;
    CREATE INDEX run_agent ON run (agent_id, run_id, title);

    CREATE TABLE journal (
      run_id TEXT NOT NULL, ord INTEGER NOT NULL, lineage_id TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
      name TEXT NOT NULL, args_hash TEXT NOT NULL, phase TEXT NOT NULL, attempt INTEGER NOT NULL,
      result TEXT, error TEXT, duration_ms INTEGER, due_at_ms INTEGER, at_ms INTEGER NOT NULL, sdk_version INTEGER NOT NULL,
      PRIMARY KEY (run_id, ord)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE timer (
      due_at_ms INTEGER NOT NULL, run_id TEXT NOT NULL, path TEXT NOT NULL, lineage_id TEXT NOT NULL,
      PRIMARY KEY (due_at_ms, run_id, path)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX timer_run ON timer (run_id, path);

    CREATE TABLE signal (
      signal_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, name TEXT NOT NULL, payload TEXT NOT NULL,
      consumed_path TEXT, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX signal_waiting ON signal (run_id, name) WHERE consumed_path IS NULL;

    CREATE TABLE artifact (
      artifact_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, role TEXT NOT NULL,
      media_type TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, items INTEGER, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX artifact_run ON artifact (run_id, name, version);

    CREATE TABLE policy (
      policy_id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, document TEXT NOT NULL,
      in_force INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (policy_id, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE effect (
      effect_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, lineage_id TEXT NOT NULL, path TEXT NOT NULL,
      generation INTEGER NOT NULL, tool_id TEXT NOT NULL, effect_key TEXT NOT NULL, status TEXT NOT NULL,
      cause TEXT, cause_detail TEXT, tier TEXT NOT NULL, title TEXT NOT NULL, verb TEXT NOT NULL,
      envelope TEXT NOT NULL, envelope_hash TEXT NOT NULL, facts TEXT NOT NULL,
      approval_id TEXT, hold_ms INTEGER NOT NULL, hold_until_ms INTEGER, dispatches INTEGER NOT NULL,
      intent_at_ms INTEGER, receipt TEXT, created_at_ms INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL,
      UNIQUE (effect_key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX effect_run ON effect (run_id, effect_id);
    CREATE INDEX effect_open ON effect (status, hold_until_ms) WHERE status IN ('granted', 'holding', 'dispatched');

    CREATE TABLE approval (
      approval_id TEXT PRIMARY KEY, effect_id TEXT NOT NULL REFERENCES effect, run_id TEXT NOT NULL, agent_id TEXT NOT NULL,
      tool_id TEXT NOT NULL, tier TEXT NOT NULL, status TEXT NOT NULL, version INTEGER NOT NULL, envelope_hash TEXT NOT NULL,
      title TEXT NOT NULL, fingerprint TEXT NOT NULL, created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL,
      hold_until_ms INTEGER, decided_by TEXT, decided_at_ms INTEGER, is_sample INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX approval_inbox ON approval (status, approval_id);
    CREATE INDEX approval_run ON approval (run_id, approval_id);
    CREATE INDEX approval_expiry ON approval (expires_at_ms) WHERE status IN ('pending', 'partly-approved');

    CREATE TABLE decision (
      decision_id TEXT PRIMARY KEY, approval_id TEXT NOT NULL REFERENCES approval, envelope_hash TEXT NOT NULL,
      decision TEXT NOT NULL, meaning TEXT NOT NULL, person_id TEXT NOT NULL, printed_name TEXT NOT NULL, role TEXT NOT NULL,
      reason TEXT NOT NULL, auth TEXT NOT NULL, self_initiated INTEGER NOT NULL, at_ms INTEGER NOT NULL, expires_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decision_approval ON decision (approval_id, decision_id);

    CREATE TABLE grant_row (
      grant_id TEXT PRIMARY KEY, effect_id TEXT NOT NULL REFERENCES effect, approval_id TEXT, envelope_hash TEXT NOT NULL,
      lineage_id TEXT NOT NULL, policy_id TEXT NOT NULL, policy_version INTEGER NOT NULL, reviewers TEXT NOT NULL,
      status TEXT NOT NULL, minted_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, consumed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX grant_live ON grant_row (effect_id) WHERE status = 'live';

    CREATE TABLE stop (
      scope_kind TEXT NOT NULL, scope_id TEXT NOT NULL, by_person TEXT NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (scope_kind, scope_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, bytes TEXT NOT NULL, previous_hash TEXT NOT NULL, leaf_hash TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE event (
      seq INTEGER PRIMARY KEY, topic TEXT NOT NULL, run_id TEXT, entity_id TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT;

    CREATE VIRTUAL TABLE search USING fts5 (
      kind, id UNINDEXED, run_id, label, body, at_ms UNINDEXED, tokenize = 'porter unicode61'
    );
  `);
}
