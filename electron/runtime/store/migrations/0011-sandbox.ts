import type { Db } from '../open.ts';

/** Runs whose effects are never handed to a tool. */
export function sandbox(db: Db): void {
  db.exec('ALTER TABLE run ADD COLUMN is_sandbox INTEGER NOT NULL DEFAULT 0');
}
