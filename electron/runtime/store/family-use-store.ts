import type { Amounts } from '../../../shared/domain/amounts.ts';
import type { RunLimit } from '../../../shared/domain/budget.ts';
import type { Use } from '../budgets/stands.ts';
import type { Db } from './open.ts';

/** Sums of what families use of the budget a run of theirs has set; nothing is written for a run under none. */
export interface FamilyUseStore {
  use(ownerId: string, measure: string): Use;
  /** Adds to the sums of every budget of another run that these limits name. */
  add(limits: readonly RunLimit[], field: keyof Use, moved: Amounts): void;
}

export function createFamilyUseStore(db: Db): FamilyUseStore {
  const select = db.prepare('SELECT used, reserved, unknown FROM family_use WHERE owner_id = ? AND measure = ?');
  const add = db.prepare(
    `INSERT INTO family_use (owner_id, measure, used, reserved, unknown) VALUES (@ownerId, @measure, @used, @reserved, @unknown)
     ON CONFLICT DO UPDATE SET used = used + excluded.used, reserved = reserved + excluded.reserved,
       unknown = unknown + excluded.unknown`,
  );
  return {
    use: (ownerId, measure) => (select.get(ownerId, measure) as Use | undefined) ?? nothing,
    add(limits, field, moved) {
      for (const { ownerId, measure } of limits) {
        const by = ownerId === undefined ? 0 : (moved[measure] ?? 0);
        if (by !== 0) add.run({ ...nothing, ownerId, measure, [field]: by });
      }
    },
  };
}

const nothing: Use = { used: 0, reserved: 0, unknown: 0 };
