import type { LetterEnd, NewLetter } from '../queues/dead-letter.ts';
import type { Db } from './open.ts';

export interface DeadLetterStore {
  put(letter: NewLetter): void;
  /** Settles the open letter of a run, if it has one. */
  settle(end: LetterEnd): void;
  hasOpen(runId: string): boolean;
}

/** Letters are settled and never removed. */
export function createDeadLetterStore(db: Db): DeadLetterStore {
  const put = db.prepare(
    `INSERT INTO dead_letter (run_id, lineage_id, kind, queue, error, attempt, recoveries, records, at_ms)
     VALUES (@runId, @lineageId, @kind, @queue, @error, @attempt, @recoveries, @records, @atMs) ON CONFLICT DO NOTHING`,
  );
  const settle = db.prepare(
    `UPDATE dead_letter SET settled_how = @how, settled_by = @by, settled_reason = @reason, settled_at_ms = @atMs
     WHERE run_id = @runId AND settled_at_ms IS NULL`,
  );
  const open = db.prepare('SELECT 1 FROM dead_letter WHERE run_id = ? AND settled_at_ms IS NULL').pluck();
  return {
    put: ({ error, ...letter }) => void put.run({ ...letter, error: JSON.stringify(error) }),
    settle: (end) => void settle.run(end),
    hasOpen: (runId) => open.get(runId) !== undefined,
  };
}
