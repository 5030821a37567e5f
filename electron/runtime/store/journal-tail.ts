import type { JournalRow } from '../engine/states.ts';
import type { Db } from './open.ts';

/** Records in the tail until they are moved: some milliseconds of work, and little to look through for a reader. */
const mostRecords = 512;
/** A longer result goes to its run's records at once: it would fill pages of its own twice. */
const mostResult = 1_024;

/** Columns of a record in both tables, in the order of `journal`. */
export const journalColumns = `run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error,
  duration_ms, due_at_ms, at_ms, sdk_version, kept_from, used`;

/**
 * Where records are appended in the order of their commits, a page for many, before they are moved to those of their
 * run. Which runs have records here is kept in memory, so that nothing is looked for in vain.
 */
export interface JournalTail {
  /**
   * Whether a record that is about to be written is written here. Throws when its run has this record, or a later one,
   * already: the tail has no index that would refuse it.
   */
  takes(record: Pick<JournalRow, 'runId' | 'ord' | 'result'>): boolean;
  has(runId: string): boolean;
  /** At the end of each group. */
  moveIfFull(): void;
  /** All of it, for who deletes records. */
  move(): void;
  /** After a rollback. */
  forget(): void;
}

/** The last record of each run that has any here. */
interface Held {
  readonly lastOrds: Map<string, number>;
  records: number;
}

export function createJournalTail(db: Db): JournalTail {
  const moveAll = db.prepare(
    `INSERT INTO journal (${journalColumns}) SELECT ${journalColumns} FROM journal_tail ORDER BY run_id, ord`,
  );
  const clear = db.prepare('DELETE FROM journal_tail');
  const all = db.prepare('SELECT run_id AS runId, ord FROM journal_tail ORDER BY rowid');
  const later = db.prepare('SELECT 1 FROM journal WHERE run_id = ? AND ord >= ? LIMIT 1');
  let known: Held | null = null;

  function held(): Held {
    if (known !== null) return known;
    const records = all.all() as { runId: string; ord: number }[];
    known = { lastOrds: new Map(records.map(({ runId, ord }) => [runId, ord])), records: records.length };
    return known;
  }

  function move(): void {
    moveAll.run();
    clear.run();
    known = { lastOrds: new Map(), records: 0 };
  }

  return {
    takes({ runId, ord, result }) {
      const tail = held();
      const last = tail.lastOrds.get(runId);
      if (last === undefined ? later.get(runId, ord) !== undefined : ord <= last)
        throw new Error(`run ${runId} has record ${ord} already`);
      if (tail.records >= mostRecords || (result !== null && result.length > mostResult)) {
        // Those that follow are held against this one as well.
        if (last !== undefined) tail.lastOrds.set(runId, ord);
        return false;
      }
      tail.lastOrds.set(runId, ord);
      tail.records += 1;
      return true;
    },
    has: (runId) => held().lastOrds.has(runId),
    moveIfFull() {
      if (held().records >= mostRecords) move();
    },
    move,
    forget() {
      known = null;
    },
  };
}
