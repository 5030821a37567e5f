import type { Db } from '../open.ts';

/**
 * Until when a policy was in force, and the action that put it there: who proposed it, who decided, and why. Null: it
 * came with the product.
 */
export function policyHistory(db: Db): void {
  db.exec(`
    ALTER TABLE policy ADD COLUMN ended_at_ms INTEGER;
    ALTER TABLE policy ADD COLUMN effect_id TEXT;
    ALTER TABLE policy ADD COLUMN change TEXT;
  `);
}
