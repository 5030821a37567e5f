import type { Db } from '../open.ts';

/**
 * Named queues, what a run waits in and under which terms, and the starts that a rate counts. The indices hold only runs
 * that were put off or carry a key, so a plain start writes no page more; the index of live runs names their queue, so
 * that a start can count again without the rows.
 */
export function queues(db: Db): void {
  db.exec(`
    CREATE TABLE queue (
      name TEXT PRIMARY KEY, lane TEXT NOT NULL, concurrency INTEGER, per_key INTEGER, rate_count INTEGER,
      rate_period_ms INTEGER, capacity INTEGER, most_recoveries INTEGER NOT NULL, most_attempts INTEGER NOT NULL,
      pause TEXT, version INTEGER NOT NULL, created_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO queue (name, lane, most_recoveries, most_attempts, version, created_at_ms)
      VALUES ('default', 'background', 100, 5, 1, 0), ('interactive', 'interactive', 100, 5, 1, 0);
    CREATE TABLE queue_start (
      queue TEXT NOT NULL, at_ms INTEGER NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (queue, at_ms, run_id)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE run ADD COLUMN queue TEXT NOT NULL DEFAULT 'default';
    ALTER TABLE run ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN not_before_ms INTEGER;
    ALTER TABLE run ADD COLUMN queue_key TEXT;
    ALTER TABLE run ADD COLUMN dedup_key TEXT;
    ALTER TABLE run ADD COLUMN admitted_at_ms INTEGER;
    UPDATE run SET admitted_at_ms = started_at_ms WHERE finished_at_ms IS NULL AND started_at_ms IS NOT NULL;
    CREATE INDEX run_delayed ON run (not_before_ms, run_id, queue) WHERE not_before_ms IS NOT NULL AND status = 'queued';
    CREATE INDEX run_dedup ON run (agent_id, dedup_key) WHERE dedup_key IS NOT NULL AND finished_at_ms IS NULL;
    DROP INDEX run_live;
    CREATE INDEX run_live ON run (status, run_id, agent_id, finished_at_ms, queue) WHERE finished_at_ms IS NULL;
  `);
}
