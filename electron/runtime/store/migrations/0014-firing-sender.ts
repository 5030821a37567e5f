import type { Db } from '../open.ts';

/**
 * Whose run a firing starts when its turn comes, and nothing kept twice: what a firing was sent is in its run once it
 * has started, and goes when the run's days are over.
 */
export function firingSender(db: Db): void {
  db.exec(`
    ALTER TABLE firing ADD COLUMN sent_by TEXT;
    UPDATE firing SET input = NULL, file = NULL WHERE outcome <> 'waiting';
  `);
}
