import type { Db } from '../open.ts';

/** What each command id was used for, so that it answers for nothing else. */
export function commandAsked(db: Db): void {
  db.exec('ALTER TABLE command ADD COLUMN asked INTEGER');
}
