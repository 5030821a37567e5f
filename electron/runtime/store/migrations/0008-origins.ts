import type { Db } from '../open.ts';

/** What a run was made from, and which of its records were copied from another journal. */
export function origins(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN origin TEXT;
    ALTER TABLE journal ADD COLUMN kept_from INTEGER;
  `);
}
