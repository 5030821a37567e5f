import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogCopies, type LogCopies } from '../../../electron/runtime/store/log-copies.ts';
import { openMaintenance, openReader, openWriter, type Db } from '../../../electron/runtime/store/open.ts';

/** More than the log may hold before it is begun again. */
const manyBytes = 20 * 1024 * 1024;

let folder: string;
let writer: Db;
let reader: Db;
let maintenance: Db;
let copies: LogCopies;
let asked: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanekeeper-log-'));
  const database = join(folder, 'lanekeeper.db');
  writer = openWriter(database);
  writer.exec('CREATE TABLE note (n INTEGER PRIMARY KEY, body BLOB)');
  reader = openReader(database);
  maintenance = openMaintenance(database);
  asked = [];
  copies = createLogCopies({
    pragma(source: string) {
      asked.push(source);
      return maintenance.pragma(source);
    },
  });
});

afterEach(() => {
  for (const db of [maintenance, reader, writer]) db.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(bytes: number): void {
  writer.prepare('INSERT INTO note (body) VALUES (zeroblob(?))').run(bytes);
}

function pagesInLog(): number {
  const [state] = maintenance.pragma('wal_checkpoint(NOOP)') as { log: number }[];
  return state?.log ?? Number.NaN;
}

test('a long log is begun again while work goes on', () => {
  write(manyBytes);
  copies.keepShort();
  write(1);
  expect(pagesInLog()).toBeLessThan(10);
});

test('the write lock is not held for who reads an older moment, and the log is begun again once they have read', () => {
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM note').get();
  write(manyBytes);
  copies.keepShort();
  expect(asked).not.toContain('wal_checkpoint(FULL)');
  reader.exec('COMMIT');
  copies.keepShort();
  write(1);
  expect(pagesInLog()).toBeLessThan(10);
});
