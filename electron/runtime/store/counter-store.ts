import type { Db } from './open.ts';

export interface CounterStore {
  add(name: string, by: number): void;
  read(name: string): number;
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
