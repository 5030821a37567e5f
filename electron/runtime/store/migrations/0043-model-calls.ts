import type { Db } from '../open.ts';

/** What is known of a model call beside its amounts: what was sent, which endpoint answered, and how it ended. */
export function modelCalls(db: Db): void {
  db.exec('ALTER TABLE call ADD COLUMN model TEXT');
}
