import type { Db } from '../open.ts';

/** How much a run's journal holds, so that its cap needs no counting. */
export function journalBytes(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN journal_bytes INTEGER NOT NULL DEFAULT 0;
    UPDATE run SET journal_bytes = (
      SELECT coalesce(sum(octet_length(path) + octet_length(name)
        + coalesce(octet_length(result), 0) + coalesce(octet_length(error), 0)), 0)
      FROM journal WHERE journal.run_id = run.run_id AND journal.ord < run.next_ord);
  `);
}
