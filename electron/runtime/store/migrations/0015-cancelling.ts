import type { Db } from '../open.ts';

/** Runs that were told to end and have not: looked for at every start, and few. */
export function cancelling(db: Db): void {
  db.exec('CREATE INDEX run_cancelling ON run (run_id) WHERE cancel_requested = 1 AND finished_at_ms IS NULL;');
}
