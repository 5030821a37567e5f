import type { Db } from '../open.ts';

/**
 * Whom an item is addressed to and how many people approve it; the person behind a profile and when they are away; whom
 * a decision was taken for. `duty_at_ms`: when a waiting item has to be looked at for its own sake.
 */
export function duties(db: Db): void {
  db.exec(`
    ALTER TABLE person ADD COLUMN identity TEXT;
    ALTER TABLE person ADD COLUMN absence TEXT;
    ALTER TABLE decision ADD COLUMN on_behalf_of TEXT;
    ALTER TABLE approval ADD COLUMN approvers TEXT NOT NULL DEFAULT '';
    ALTER TABLE approval ADD COLUMN duty TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE approval ADD COLUMN duty_at_ms INTEGER;
    CREATE INDEX approval_duty ON approval (duty_at_ms) WHERE duty_at_ms IS NOT NULL;
  `);
}
