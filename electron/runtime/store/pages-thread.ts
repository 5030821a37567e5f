import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { wrongCounts } from './counter-store.ts';
import { openReader } from './open.ts';

/** Given to the thread as `workerData`: databases of a workspace that is open. */
export interface PagesThreadData {
  readonly database: string;
  /** Others beside it. */
  readonly files: readonly string[];
}

export interface PagesVerdict {
  /** Null when every page is in order. */
  readonly problem: string | null;
  /** Counts that are not what the rows say. */
  readonly wrongCounts: readonly string[];
}

/** A thread of its own, because reading every page of a large database takes seconds; it ends when it has answered. */
const parent = parentPort;
if (parent === null) throw new Error('pages are checked in a thread');
const { database, files } = workerData as PagesThreadData;
stepBack();
parent.postMessage(look());

/**
 * Takes little more of the processor than the work beside it leaves, and still ends on a busy machine: nothing is sent
 * before. Linux counts each thread by itself; elsewhere the priority is the whole process's.
 */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not allow it: the check is in the way of the work for some seconds, and as good.
  }
}

function look(): PagesVerdict {
  try {
    for (const path of [database, ...files]) {
      const db = openReader(path);
      try {
        const found = (db.pragma('quick_check(3)') as { quick_check: string }[]).map((row) => row.quick_check);
        if (found[0] !== 'ok') return { problem: found.join('; '), wrongCounts: [] };
      } finally {
        db.close();
      }
    }
    const db = openReader(database);
    try {
      return { problem: null, wrongCounts: wrongCounts(db) };
    } finally {
      db.close();
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), wrongCounts: [] };
  }
}
