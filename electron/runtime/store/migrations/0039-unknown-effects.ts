import type { Db } from '../open.ts';

/** Every frame says how many actions have an unknown outcome: among many that are over they must not be looked for. */
export function unknownEffects(db: Db): void {
  db.exec("CREATE INDEX effect_unknown ON effect (effect_id) WHERE status = 'unknown'");
}
