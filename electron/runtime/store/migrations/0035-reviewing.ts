import type { Db } from '../open.ts';

/** What each person has set for themselves, and what they had before them of the items they decided on. */
export function reviewing(db: Db): void {
  db.exec(`
    CREATE TABLE preference (person_id TEXT PRIMARY KEY REFERENCES person, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    ALTER TABLE decision ADD COLUMN shown_ms INTEGER;
    ALTER TABLE decision ADD COLUMN opened TEXT;
    CREATE INDEX decision_person ON decision (person_id, at_ms);
  `);
}
