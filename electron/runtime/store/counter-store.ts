import type { Db } from './open.ts';

export interface CounterStore {
  add(name: string, by: number): void;
  read(name: string): number;
}

/** Counts that a start can make again from indices alone, by the words before and in the index. */
const recounted = [
  ['run', 'SELECT status, count(*) AS n FROM run WHERE finished_at_ms IS NULL GROUP BY status'],
  ['run', 'SELECT status, count(*) AS n FROM run WHERE finished_at_ms IS NOT NULL GROUP BY status'],
  [
    'queue',
    "SELECT queue || ':' || status AS status, count(*) AS n FROM run WHERE finished_at_ms IS NULL AND status IN ('queued', 'running') GROUP BY queue, status",
  ],
  ['approval', 'SELECT status, count(*) AS n FROM approval GROUP BY status'],
] as const;

/** What a start found when it counted again. */
export interface Recount {
  /** Runs that have not ended. */
  readonly unfinished: number;
  /** Names of the counts that were wrong and were put right. */
  readonly repaired: readonly string[];
}

/** Counts runs and approvals again and puts right what differs. Reads an index entry for each run and approval. */
export function repairCounters(db: Db): Recount {
  return db.transaction(() => {
    const { found, wrong } = compared(db);
    const put = db.prepare('INSERT OR REPLACE INTO counter (name, n) VALUES (?, ?)');
    for (const name of wrong) put.run(name, found.get(name) ?? 0);
    return { unfinished: unfinishedRuns(db), repaired: wrong };
  })();
}

/** Names of the counts that are not what the rows say, in one snapshot. */
export function wrongCounts(db: Db): readonly string[] {
  return db.transaction(() => compared(db).wrong)();
}

export function unfinishedRuns(db: Db): number {
  return db.prepare('SELECT count(*) FROM run WHERE finished_at_ms IS NULL').pluck().get() as number;
}

function compared(db: Db): { readonly found: ReadonlyMap<string, number>; readonly wrong: readonly string[] } {
  const found = new Map<string, number>();
  for (const [family, sql] of recounted)
    for (const { status, n } of db.prepare(sql).all() as { status: string; n: number }[])
      found.set(`${family}:${status}`, (found.get(`${family}:${status}`) ?? 0) + n);
  let runs = 0;
  for (const [name, n] of found) if (name.startsWith('run:')) runs += n;
  found.set('run', runs);
  const stored = db
    .prepare(
      "SELECT name, n FROM counter WHERE name = 'run' OR name LIKE 'run:%' OR name LIKE 'approval:%' OR name LIKE 'queue:%:queued' OR name LIKE 'queue:%:running'",
    )
    .all() as { name: string; n: number }[];
  const known = new Map(stored.map(({ name, n }) => [name, n]));
  const names = new Set([...found.keys(), ...known.keys()]);
  return { found, wrong: [...names].filter((name) => (found.get(name) ?? 0) !== (known.get(name) ?? 0)) };
}

/** Maintained counts: counting a million rows would cost every screen its time. */
export function createCounterStore(db: Db): CounterStore {
  const add = db.prepare(
    'INSERT INTO counter (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n',
  );
  const read = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  return {
    add: (name, by) => void add.run(name, by),
    read: (name) => (read.get(name) as number | undefined) ?? 0,
  };
}
