import type { Db } from '../open.ts';

/** The last grant of an action is looked up at every step of it, and was found by reading all grants there are. */
export function grantIndex(db: Db): void {
  db.exec('CREATE INDEX grant_effect ON grant_row (effect_id, grant_id)');
}
