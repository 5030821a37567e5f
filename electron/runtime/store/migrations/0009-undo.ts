import type { Db } from '../open.ts';

/** Which effect another undoes, and the runs whose effects are to be undone. */
export function undo(db: Db): void {
  db.exec(`
    ALTER TABLE run ADD COLUMN undo TEXT;
    ALTER TABLE effect ADD COLUMN compensates TEXT;
    CREATE INDEX effect_compensates ON effect (compensates) WHERE compensates IS NOT NULL;
  `);
}
