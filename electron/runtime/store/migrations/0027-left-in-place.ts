import type { Db } from '../open.ts';

/** Whether a run was cancelled so that what it did stays: its joined children are ended the same way, also after a crash. */
export function leftInPlace(db: Db): void {
  db.exec('ALTER TABLE run ADD COLUMN leaves_in_place INTEGER NOT NULL DEFAULT 0');
}
