import type { Db } from '../open.ts';

/** Who had the present lineage of a run begun, where that is not who started the run. */
export function askedBy(db: Db): void {
  db.exec('ALTER TABLE run ADD COLUMN asked_by TEXT;');
}
