import type { Db } from '../open.ts';

/** Schedules: what starts runs by itself, and every firing of it, once by its key. */
export function schedules(db: Db): void {
  db.exec(`
    CREATE TABLE schedule (
      schedule_id TEXT PRIMARY KEY, name TEXT NOT NULL, agent_id TEXT NOT NULL, input TEXT NOT NULL, file TEXT,
      trigger TEXT NOT NULL, overlap TEXT NOT NULL, catch_up TEXT NOT NULL, is_paused INTEGER NOT NULL,
      version INTEGER NOT NULL, created_by TEXT NOT NULL, created_at_ms INTEGER NOT NULL,
      next_at_ms INTEGER, due_at_ms INTEGER, fired INTEGER NOT NULL, removed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX schedule_due ON schedule (due_at_ms) WHERE due_at_ms IS NOT NULL;

    CREATE TABLE firing (
      schedule_id TEXT NOT NULL REFERENCES schedule, at_ms INTEGER NOT NULL, key TEXT NOT NULL, cause TEXT NOT NULL,
      nominal_at_ms INTEGER NOT NULL, outcome TEXT NOT NULL, run_id TEXT, note TEXT NOT NULL, input TEXT, file TEXT,
      PRIMARY KEY (schedule_id, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX firing_newest ON firing (schedule_id, at_ms, key);
    CREATE INDEX firing_run ON firing (run_id) WHERE run_id IS NOT NULL;
    CREATE INDEX firing_waiting ON firing (schedule_id, nominal_at_ms) WHERE outcome = 'waiting';
  `);
}
