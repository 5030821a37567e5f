import type { Db } from '../open.ts';

/**
 * What the family of a run that set a budget uses of it: the runs it started or went on as, without itself; and who said
 * what a call cost of which nobody knew the end.
 */
export function familyUse(db: Db): void {
  db.exec(`
    CREATE TABLE family_use (
      owner_id TEXT NOT NULL, measure TEXT NOT NULL, used INTEGER NOT NULL, reserved INTEGER NOT NULL,
      unknown INTEGER NOT NULL, PRIMARY KEY (owner_id, measure)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE call ADD COLUMN settled_by TEXT;
  `);
}
