import type { Db } from '../open.ts';

/**
 * Which effect took the place of which, at most one of each: two edits of one item cannot both stand. And the name an
 * agent gives an action, so that what it proposes anew takes the place of what still waits.
 */
export function superseded(db: Db): void {
  db.exec(`
    ALTER TABLE effect ADD COLUMN supersedes TEXT;
    ALTER TABLE effect ADD COLUMN action_key TEXT;
    CREATE UNIQUE INDEX effect_supersedes ON effect (supersedes) WHERE supersedes IS NOT NULL;
    CREATE INDEX effect_action ON effect (run_id, action_key, effect_id) WHERE action_key IS NOT NULL;
  `);
}
