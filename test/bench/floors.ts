import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { emptyFolder, inFlight, perSecond, percentile } from './sitting.ts';

type Db = Database.Database;
type Transaction = (write: () => void) => void;

/** About 130 bytes of JSON, the job every system is given. */
export const payload = JSON.stringify({ i: 1, kind: 'noop', note: 'x'.repeat(100) });
/** The result of a step, about 170 bytes. */
const stepResult = JSON.stringify({ ok: true, note: 'z'.repeat(150) });

/** What this disk and SQLite give to one thread that does nothing else, `synchronous=FULL`, per second. */
export interface WriteFloors {
  readonly oneRow: number;
  readonly hundredRows: number;
  /** A job's three writes (insert, claim, done), each a transaction of its own. */
  readonly lifecycle: number;
  /** The same three writes in transactions of 100. */
  readonly lifecycleInGroups: number;
}

/** Raw inserts and updates of one small table with one partial index. */
export function writeFloors(): WriteFloors {
  const { db, transaction } = openRaw('floor-writes');
  db.exec(`CREATE TABLE job (id INTEGER PRIMARY KEY, queue TEXT NOT NULL, state INTEGER NOT NULL, run_at INTEGER NOT NULL,
             attempt INTEGER NOT NULL, payload TEXT NOT NULL, updated INTEGER);
           CREATE INDEX job_ready ON job (queue, run_at) WHERE state = 0`);
  const insert = db.prepare("INSERT INTO job (queue, state, run_at, attempt, payload) VALUES ('q', 0, ?, 0, ?)");
  const update = db.prepare('UPDATE job SET state = ?, updated = 1 WHERE id = ?');
  // The log is filled once, so that it is overwritten afterwards and not extended.
  for (let at = 0; at < 1500; at += 1) transaction(() => void insert.run(at, payload));
  let last = 1500;

  function inserts(rows: number, perTransaction: number): number {
    const began = performance.now();
    for (let done = 0; done < rows; done += perTransaction)
      transaction(() => {
        for (let at = 0; at < perTransaction; at += 1) insert.run(done, payload);
      });
    last += rows;
    return perSecond(rows, performance.now() - began);
  }

  function lifecycles(jobs: number, perTransaction: number): number {
    const began = performance.now();
    for (let done = 0; done < jobs; done += perTransaction) {
      const first = last + 1;
      last += perTransaction;
      transaction(() => {
        for (let at = 0; at < perTransaction; at += 1) insert.run(done, payload);
      });
      for (const state of [1, 2])
        transaction(() => {
          for (let at = 0; at < perTransaction; at += 1) update.run(state, first + at);
        });
    }
    return perSecond(jobs, performance.now() - began);
  }

  const floors = {
    oneRow: inserts(3000, 1),
    hundredRows: inserts(50_000, 100),
    lifecycle: lifecycles(1000, 1),
    lifecycleInGroups: lifecycles(20_000, 100),
  };
  db.close();
  return floors;
}

/** Step checkpoints a second when `width` writers share each flush: the ceiling of any design with group commit. */
export async function groupCommitFloor(width: number, checkpoints: number): Promise<number> {
  const { db, transaction } = openRaw('floor-group');
  db.exec(`CREATE TABLE run (id INTEGER PRIMARY KEY, seq INTEGER, updated INTEGER);
           CREATE TABLE step (run INTEGER, seq INTEGER, name TEXT, out TEXT, at INTEGER, PRIMARY KEY (run, seq)) WITHOUT ROWID`);
  const insert = db.prepare("INSERT INTO step VALUES (?, ?, 'step', ?, 1)");
  const update = db.prepare('UPDATE run SET seq = ?, updated = 1 WHERE id = ?');
  transaction(() => {
    for (let run = 0; run < width; run += 1) db.prepare('INSERT INTO run VALUES (?, 0, 0)').run(run);
  });
  let waiting: { run: number; seq: number; resolve: () => void }[] = [];
  let isArmed = false;
  function flush(): void {
    isArmed = false;
    const group = waiting;
    waiting = [];
    transaction(() => {
      for (const { run, seq } of group) {
        insert.run(run, seq, stepResult);
        update.run(seq, run);
      }
    });
    for (const { resolve } of group) resolve();
  }
  function checkpoint(run: number, seq: number): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ run, seq, resolve });
      if (!isArmed) setImmediate(flush);
      isArmed = true;
    });
  }
  const each = Math.floor(checkpoints / width);
  const began = performance.now();
  await inFlight(width, width, async (run) => {
    for (let seq = 1; seq <= each; seq += 1) await checkpoint(run, seq);
  });
  const rate = perSecond(each * width, performance.now() - began);
  db.close();
  return rate;
}

/** One message to another thread and back, as a JSON string of a step's size: median, ms. */
export async function threadRoundTripMs(): Promise<number> {
  const echo = new Worker(new URL('./echo-thread.ts', import.meta.url));
  const message = JSON.stringify({ path: '0', result: stepResult });
  const each: number[] = [];
  for (let at = 0; at < 4000; at += 1) {
    const began = performance.now();
    echo.postMessage(message);
    await once(echo, 'message');
    if (at >= 500) each.push(performance.now() - began);
  }
  await echo.terminate();
  return percentile(each, 0.5);
}

/** A raw database as the product opens its own: WAL, every commit flushed, checkpoints off the path. */
function openRaw(name: string): { db: Db; transaction: Transaction } {
  const db = new Database(join(emptyFolder(name), 'raw.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 4000');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return {
    db,
    transaction(write) {
      begin.run();
      write();
      commit.run();
    },
  };
}
