import type { Db } from '../open.ts';

/**
 * Records are appended here as they come and moved to those of their run some hundred at a time: fifty runs at work
 * would otherwise write a page of their own for each record. Who reads a journal reads both, `journal_all`.
 * Of the events that were told nothing was ever read again but how many there were: snapshots and batches name the last.
 */
export function journalTail(db: Db): void {
  const columns = `run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error, duration_ms,
    due_at_ms, at_ms, sdk_version, kept_from, used`;
  db.exec(`
    CREATE TABLE journal_tail (
      run_id TEXT NOT NULL, ord INTEGER NOT NULL, lineage_id TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
      name TEXT NOT NULL, args_hash TEXT NOT NULL, phase TEXT NOT NULL, attempt INTEGER NOT NULL,
      result TEXT, error TEXT, duration_ms INTEGER, due_at_ms INTEGER, at_ms INTEGER NOT NULL, sdk_version INTEGER NOT NULL,
      kept_from INTEGER, used TEXT
    ) STRICT;
    CREATE VIEW journal_all AS SELECT ${columns} FROM journal UNION ALL SELECT ${columns} FROM journal_tail;
    INSERT OR REPLACE INTO meta (key, value) SELECT 'event-head', coalesce(max(seq), 0) FROM event;
    DROP TABLE event;
  `);
}
