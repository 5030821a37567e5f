import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalRow } from '../../../electron/runtime/engine/states.ts';
import { createJournalStore, type JournalStore } from '../../../electron/runtime/store/journal-store.ts';
import { createJournalTail, type JournalTail } from '../../../electron/runtime/store/journal-tail.ts';
import { migrate } from '../../../electron/runtime/store/migrations/migrations.ts';
import { openWriter, type Db } from '../../../electron/runtime/store/open.ts';

let db: Db;
let tail: JournalTail;
let journal: JournalStore;

beforeEach(() => {
  db = openWriter(join(mkdtempSync(join(tmpdir(), 'lanekeeper-tail-')), 'lanekeeper.db'));
  migrate(db);
  read();
});
afterEach(() => db.close());

/** As a process that has just been started knows them. */
function read(): void {
  tail = createJournalTail(db);
  journal = createJournalStore(db, tail);
}

function record(runId: string, ord: number, result = 'null'): JournalRow {
  return {
    runId,
    ord,
    lineageId: 'lineage',
    path: String(ord),
    kind: 'step',
    name: 'step',
    argsHash: '',
    phase: 'done',
    attempt: 1,
    result,
    error: null,
    durationMs: 0,
    dueAtMs: null,
    atMs: 1,
    sdkVersion: 1,
    keptFrom: null,
    used: null,
  };
}

/** Groups of one record for each of the runs, until some were moved. */
function fill(runIds: readonly string[], from: number, groups: number): void {
  for (let ord = from; ord < from + groups; ord += 1)
    db.transaction(() => {
      for (const runId of runIds) journal.append(record(runId, ord));
      tail.moveIfFull();
    })();
}

function inTail(): number {
  return db.prepare('SELECT count(*) FROM journal_tail').pluck().get() as number;
}

test('a journal reads the same wherever its records are: in order, each once, and after a start', () => {
  const runIds = Array.from({ length: 30 }, (_, at) => `run-${at}`);
  fill(runIds, 1, 40);
  journal.append(record('run-7', 41, JSON.stringify('x'.repeat(5_000))));
  journal.append(record('run-7', 42));
  // Some were moved, some are still to be.
  expect(inTail()).toBeGreaterThan(0);
  expect(db.prepare('SELECT count(*) FROM journal').pluck().get()).toBeGreaterThan(0);
  const ords = (runId: string): number[] => journal.lineage(runId, 'lineage').map(({ ord }) => ord);
  const whole = Array.from({ length: 42 }, (_, at) => at + 1);
  for (let time = 0; time < 2; time += 1) {
    expect(ords('run-7')).toEqual(whole);
    expect(ords('run-8')).toEqual(whole.slice(0, 40));
    expect(journal.last('run-7', 'lineage', '42')).toEqual(record('run-7', 42));
    expect(journal.last('run-7', 'lineage', '1')).toEqual(record('run-7', 1));
    read();
  }
  tail.move();
  expect(inTail()).toBe(0);
  expect(ords('run-7')).toEqual(whole);
});

test('a record is written once, whether the first one was moved or not, and a refused one leaves no mark', () => {
  const again = 'run one has record 2 already';
  const twice = (): void => expect(() => journal.append(record('one', 2))).toThrow(again);
  fill(['one'], 1, 2);
  twice();
  read();
  twice();
  tail.move();
  twice();
  journal.append(record('one', 3, JSON.stringify('x'.repeat(5_000))));
  expect(() => journal.append(record('one', 3))).toThrow('has record 3 already');
  expect(journal.lineage('one', 'lineage').map(({ ord }) => ord)).toEqual([1, 2, 3]);
});

test('what was rolled back is not taken for written', () => {
  fill(['one'], 1, 1);
  db.exec('BEGIN');
  journal.append(record('one', 2));
  journal.append(record('two', 1));
  db.exec('ROLLBACK');
  tail.forget();
  expect(tail.has('two')).toBe(false);
  fill(['one'], 2, 1);
  expect(journal.lineage('one', 'lineage').map(({ ord }) => ord)).toEqual([1, 2]);
});
