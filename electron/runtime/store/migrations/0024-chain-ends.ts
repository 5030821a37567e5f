import type { Db } from '../open.ts';

/** The run a chain of continuations has come to is found by its end: two may be made in one millisecond, so ids do not order them. */
export function chainEnds(db: Db): void {
  db.exec(`
    DROP INDEX run_chain;
    CREATE INDEX run_chain_end ON run (chain_id) WHERE chain_id IS NOT NULL AND continued_as IS NULL;
  `);
}
