import type { Db } from '../open.ts';

/** The money an action moves, so that a list is ordered and a selection summed without reading each action. */
export function approvalMoney(db: Db): void {
  db.exec(`
    ALTER TABLE approval ADD COLUMN money_micros INTEGER;
    ALTER TABLE approval ADD COLUMN money_currency TEXT;
  `);
}
