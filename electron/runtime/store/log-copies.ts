import { crashPoint } from '../faults/crash-point.ts';
import type { Db } from './open.ts';

/** A checkpoint of fewer pages than this would only cost flushes: 4 MiB. */
const quietFromPages = 1024;
/** While work goes on pages are copied in portions of 8 MiB: more at once finds more pages that were written twice. */
const busyFromPages = 2048;
/** From 16 MiB the log is begun again, which takes the write lock for the few pages that came meanwhile. */
const restartFromPages = 4096;

/** Copies of the write-ahead log into the database, on the connection for them. */
export interface LogCopies {
  /** While commits are made. */
  keepShort(): void;
  /** When none has been made for a while. */
  whenQuiet(): void;
}

/** `db`: its `busy_timeout` is how long it may wait for the write lock, and hold it while readers are in the way. */
export function createLogCopies(db: Pick<Db, 'pragma'>): LogCopies {
  function copyFrom(pages: number): boolean {
    const { log, checkpointed } = state();
    if (log - checkpointed < pages) return false;
    crashPoint('checkpoint.before');
    db.pragma('wal_checkpoint(PASSIVE)');
    crashPoint('checkpoint.after');
    return true;
  }

  /** Pages in the log, and those of them that are in the database. The file's size says nothing: it is overwritten, never cut. */
  function state(): { readonly log: number; readonly checkpointed: number } {
    const [found] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
    return found ?? { log: 0, checkpointed: 0 };
  }

  return {
    /**
     * A log that is never begun again grows as long as work goes on, and each commit then pays for a longer file. Only
     * a moment without a page left to copy lets the writer begin again, and a copy beside a busy writer never meets one.
     * Where many pages are left, somebody reads an older moment (a backup, a look through all pages): waiting for that
     * would hold the write lock in vain, at each turn anew.
     */
    keepShort() {
      if (!copyFrom(busyFromPages)) return;
      const { log, checkpointed } = state();
      if (log >= restartFromPages && log - checkpointed < busyFromPages) db.pragma('wal_checkpoint(FULL)');
    },
    whenQuiet: () => void copyFrom(quietFromPages),
  };
}
