import type { SignalState, WaitState } from '../peers/signal-states.ts';
import type { Db } from './open.ts';

export interface KeptSignal {
  readonly signalId: string;
  readonly payload: string;
}

/** Signals that were sent, and the journal entries that wait for something by its name. */
export interface SignalStore {
  /** A new signal, or one that is taken by a wait. */
  put(signal: SignalState): void;
  /** The oldest signal of this name and key that nobody has taken. */
  kept(runId: string, name: string, key: string): KeptSignal | null;
  isKept(signalId: string): boolean;
  /** Signals of a run that nobody has taken. */
  keptCount(runId: string): number;
  putWait(wait: WaitState): void;
  /** `path` null: every wait of the run. */
  clearWaits(runId: string, path: string | null): void;
  /** The wait of this run that is there for a signal, oldest first. */
  waitFor(runId: string, name: string, key: string): WaitState | null;
  waitsOf(runId: string): readonly WaitState[];
  /** The waits, of whatever run, for the end of this child. */
  waitsForChild(childId: string): readonly WaitState[];
  /** What is kept and waited for at once, in one run or in all: nothing, unless signals were given back. */
  matches(runId: string | null): readonly SignalWait[];
  /** A branch was left behind: its waits are over, and what they took without the code having seen it is kept again. */
  leaveBranch(runId: string, prefix: string, seen: readonly string[]): void;
  /** What is kept for one run is kept for another. */
  move(from: string, to: string): void;
  /** What entries took that are not `keptPaths` is kept again; says how many. */
  giveBack(runId: string, keptPaths: ReadonlySet<string>): void;
}

export type SignalWait = Pick<WaitState, 'runId' | 'name' | 'key'>;

export function createSignalStore(db: Db): SignalStore {
  const put = db.prepare(
    `INSERT INTO signal (signal_id, run_id, name, key, payload, consumed_path, at_ms)
     VALUES (@signalId, @runId, @name, @key, @payload, @consumedPath, @atMs)
     ON CONFLICT (signal_id) DO UPDATE SET consumed_path = excluded.consumed_path WHERE consumed_path IS NULL`,
  );
  const kept = db.prepare(
    `SELECT signal_id AS signalId, payload FROM signal WHERE run_id = ? AND name = ? AND key = ? AND consumed_path IS NULL
     ORDER BY signal_id LIMIT 1`,
  );
  const isKept = db.prepare('SELECT 1 FROM signal WHERE signal_id = ? AND consumed_path IS NULL').pluck();
  const keptCount = db.prepare('SELECT count(*) FROM signal WHERE run_id = ? AND consumed_path IS NULL').pluck();
  const putWait = db.prepare(
    `INSERT OR REPLACE INTO wait (run_id, path, lineage_id, kind, name, key, ord, at_ms)
     VALUES (@runId, @path, @lineageId, @kind, @name, @key, @ord, @atMs)`,
  );
  const clearOne = db.prepare('DELETE FROM wait WHERE run_id = ? AND path = ?');
  const clearAll = db.prepare('DELETE FROM wait WHERE run_id = ?');
  const waitColumns =
    'SELECT run_id AS runId, path, lineage_id AS lineageId, kind, name, key, ord, at_ms AS atMs FROM wait';
  const waitFor = db.prepare(
    `${waitColumns} WHERE kind = 'signal' AND name = ? AND key = ? AND run_id = ? ORDER BY ord LIMIT 1`,
  );
  const waitsOf = db.prepare(`${waitColumns} WHERE run_id = ? ORDER BY ord`);
  const waitsForChild = db.prepare(
    `${waitColumns} WHERE kind = 'child' AND name = ? AND key = '' ORDER BY run_id, ord`,
  );
  const matches = db.prepare(
    `SELECT DISTINCT wait.run_id AS runId, wait.name, wait.key FROM wait JOIN signal USING (run_id, name, key)
     WHERE wait.kind = 'signal' AND consumed_path IS NULL AND (@runId IS NULL OR wait.run_id = @runId)`,
  );
  // Everything under `prefix/`: a slash is followed by a zero in the order of texts.
  const under = "run_id = @runId AND path >= @prefix || '/' AND path < @prefix || '0'";
  const leaveWaits = db.prepare(`DELETE FROM wait WHERE ${under}`);
  const leaveTimers = db.prepare(`DELETE FROM timer WHERE ${under}`);
  const takenUnder = db
    .prepare(
      `SELECT consumed_path FROM signal WHERE run_id = @runId AND consumed_path >= @prefix || '/' AND consumed_path < @prefix || '0'`,
    )
    .pluck();
  const taken = db.prepare('SELECT consumed_path FROM signal WHERE run_id = ? AND consumed_path IS NOT NULL').pluck();
  const move = db.prepare('UPDATE signal SET run_id = ? WHERE run_id = ? AND consumed_path IS NULL');
  const release = db.prepare('UPDATE signal SET consumed_path = NULL WHERE run_id = ? AND consumed_path = ?');

  return {
    put: (signal) => void put.run(signal),
    kept: (runId, name, key) => (kept.get(runId, name, key) as KeptSignal | undefined) ?? null,
    isKept: (signalId) => isKept.get(signalId) !== undefined,
    keptCount: (runId) => keptCount.get(runId) as number,
    putWait: (wait) => void putWait.run(wait),
    clearWaits: (runId, path) => void (path === null ? clearAll.run(runId) : clearOne.run(runId, path)),
    waitFor: (runId, name, key) => (waitFor.get(name, key, runId) as WaitState | undefined) ?? null,
    waitsOf: (runId) => waitsOf.all(runId) as WaitState[],
    waitsForChild: (childId) => waitsForChild.all(childId) as WaitState[],
    matches: (runId) => matches.all({ runId }) as SignalWait[],
    leaveBranch(runId, prefix, seen) {
      leaveWaits.run({ runId, prefix });
      leaveTimers.run({ runId, prefix });
      const known = new Set(seen);
      for (const path of takenUnder.all({ runId, prefix }) as string[]) if (!known.has(path)) release.run(runId, path);
    },
    move: (from, to) => void move.run(to, from),
    giveBack(runId, keptPaths) {
      for (const path of taken.all(runId) as string[]) if (!keptPaths.has(path)) release.run(runId, path);
    },
  };
}
