import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../electron/runtime/store/migrations/migrations.ts';
import { openWriter } from '../../../electron/runtime/store/open.ts';
import { createApprovalLists } from '../../../electron/runtime/store/read/approval-list.ts';
import { createApprovalReads } from '../../../electron/runtime/store/read/approval-reads.ts';
import { createRunReads } from '../../../electron/runtime/store/read/run-reads.ts';
import { createConversationAnswers } from '../../../electron/runtime/store/read/conversation-answers.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { savedDatabase, savedSchemas } from '../../helpers/saved-schemas.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';
import type { MigrateReport } from './migrate-process.ts';

/** Tables and indices as they stand, and which schema the file says it has. */
function shapeOf(file: string): { version: number; objects: unknown[]; integrity: unknown } {
  const db = new Database(file);
  // What is looked at is not kept: flushing it hundreds of times takes half a minute.
  db.pragma('synchronous = OFF');
  const objects = db
    .prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
    .all();
  const shape = {
    version: Number(db.pragma('user_version', { simple: true })),
    objects,
    integrity: db.pragma('integrity_check'),
  };
  db.close();
  return shape;
}

async function migrateKilledAt(
  file: string,
  n: number,
  images = '',
): Promise<{ signal: string | null; statements: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'migrate-process.ts'), file, String(n), images], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  const { statements } = printed === '' ? { statements: 0 } : (JSON.parse(printed) as MigrateReport);
  return { signal, statements };
}

/**
 * What a kill left is wholly at one schema, and the next start brings it to the newest; `known` are the shapes that have
 * been brought there already, by schema.
 */
function expectWhole(file: string, wanted: unknown, known: Map<number, unknown>): void {
  const left = shapeOf(file);
  const { version, objects } = left;
  // A schema number is true or the tables of it are not there at all.
  expect(version === 0 ? objects.length : version).toBe(version);
  expect(left).toEqual(known.get(version) ?? left);
  if (known.has(version)) return;
  known.set(version, left);
  const again = openWriter(file);
  migrate(again);
  again.close();
  expect(shapeOf(file)).toEqual(wanted);
}

/** What a workspace that begins today has. */
function newDatabase(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'lanekeeper-migrate-')), 'lanekeeper.db');
  const db = openWriter(file);
  migrate(db);
  db.close();
  return file;
}

/** Versions of these schemas said of a run that waits for a signal that it sleeps, and saved it so. */
const signalStatus = (schema: number): string =>
  schema >= 9 && schema <= 16 && schema !== 13 ? 'sleeping' : 'waiting-signal';

test('a database was saved of every schema from the first on, and none is newer than the newest', () => {
  expect(savedSchemas()).toEqual(savedSchemas().map((_, at) => at + 1));
  expect(savedSchemas().at(-1)).toBeLessThanOrEqual(schemaVersion);
});

test.each(savedSchemas())(
  'a workspace of schema %i opens at the newest with all that was in it, and the tables of a new one',
  (schema) => {
    const file = savedDatabase(schema);
    const made = openTestEngine({ folder: dirname(file) });
    const { reader } = made;
    expect(reader.pragma('user_version', { simple: true })).toBe(schemaVersion);
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(reader.pragma('foreign_key_check')).toEqual([]);
    expect(made.verify()).toMatchObject({ ok: true });
    const runs = createRunReads(reader, { artifactFolder: dirname(file) });
    const all = runs.list({ filter: { agentId: 'scripted' }, limit: 100 }).runs;
    expect(all.map(({ status }) => status).toSorted()).toEqual(
      ['failed', 'sleeping', 'succeeded', 'succeeded', 'waiting-approval', signalStatus(schema)].toSorted(),
    );
    const done = all.find(({ effectsDone }) => effectsDone === 1);
    const page = runs.show({ runId: done?.runId ?? '' });
    expect(page.artifacts).toMatchObject([{ name: 'notes.txt', bytes: 4 }]);
    expect(page.effects).toMatchObject([{ status: 'done', toolId: 'record.update' }]);
    expect(runs.journal({ runId: done?.runId ?? '', afterOrd: 0, limit: 100 }).records.map(({ name }) => name)).toEqual(
      ['first', 'notes.txt', 'record.update', 'record.update', 'last'],
    );
    const approvals = createApprovalReads(reader);
    const lists = createApprovalLists(reader, () => Date.now());
    expect(lists.list({ status: ['pending'], order: 'urgency', limit: 10 })).toMatchObject({ total: 2 });
    const [rejected] = lists.list({ status: ['rejected'], order: 'newest', limit: 10 }).approvals;
    expect(approvals.show({ approvalId: rejected?.approvalId ?? '' }).decisions).toMatchObject([
      { decision: 'reject', personId: 'ada', reason: 'not this one' },
    ]);
    expect(made.engine.stores.workspace.stops()).toMatchObject([{ scope: { kind: 'tool', id: 'unheard.of' } }]);
    expect(made.engine.stores.workspace.settings()).toMatchObject({ outboxFrom: 'desk@example.org' });
    expect(made.engine.stores.journal.nextDueMs()).toBeGreaterThan(Date.now());
    expect(made.engine.stores.place.place()).not.toBeNull();
    made.close();
    expect(shapeOf(file).objects).toEqual(shapeOf(newDatabase()).objects);
  },
);

test.each(savedSchemas().filter((schema) => schema >= 44))(
  'conversations of a workspace of schema %i are there with their turns, answers, costs, question and memory',
  (schema) => {
    const made = openTestEngine({ folder: dirname(savedDatabase(schema)) });
    const read = createConversationAnswers(made.reader, { artifactFolder: made.folder }, () => Date.now());
    const [listed] = read['conversation.list']({ limit: 10 }).conversations;
    const { turns } = read['conversation.show']({ conversationId: listed?.conversationId ?? '' });
    expect(turns.map(({ text, status }) => [text, status])).toEqual([
      ['What waits for me?', 'succeeded'],
      ['And for Ada?', 'succeeded'],
      ['Ask me which one', 'waiting-signal'],
    ]);
    expect(turns[1]?.siblings).toHaveLength(3);
    expect(turns[1]).toMatchObject({
      answer: { text: 'Two wait.' },
      lanes: [{ lane: 'interactive', by: 'rule' }],
      models: [{ endpointId: 'first', status: 'completed', money: '0.0004 EUR', usage: { inputTokens: 100 } }],
    });
    expect(read['question.list']({ open: true }).questions).toMatchObject([
      { text: 'Which one?', choices: ['first', 'second'], answer: null },
    ]);
    expect(read['memory.list']({ agentId: 'scripted' }).memories).toMatchObject([{ text: 'Ada likes short letters.' }]);
    made.close();
  },
);

test('work goes on in a migrated workspace, chained to what the old version wrote', async () => {
  const made = openTestEngine({ folder: dirname(savedDatabase(1)) });
  const before = made.verify().events;
  await startSample(made.engine, { agentId: 'scripted' });
  expect(made.verify()).toMatchObject({ ok: true });
  expect(made.verify().events).toBeGreaterThan(before);
  made.close();
});

test('firings keep what they were sent where they wait for their turn, and nowhere else', () => {
  const file = savedDatabase(13);
  const old = new Database(file);
  old.exec(`
    INSERT INTO schedule VALUES ('s', 'Rows', 'scripted', '{}', NULL, '{"kind":"inbound"}', 'wait',
      '{"rule":"one","maxAgeMs":null}', 0, 1, 'ada', 1, NULL, NULL, 2, NULL);
    INSERT INTO firing VALUES ('s', 1, 'one', 'inbound', 1, 'started', 'r', '', '{"name":"Jane"}', '{"name":"a.csv"}'),
      ('s', 2, 'two', 'inbound', 2, 'waiting', NULL, '', '{"name":"June"}', NULL),
      ('s', 3, 'three', 'inbound', 3, 'failed', NULL, '', '{"name":"Joan"}', NULL);
  `);
  old.close();
  const db = openWriter(file);
  migrate(db);
  expect(db.prepare('SELECT key, input, file, sent_by FROM firing ORDER BY at_ms').raw().all()).toEqual([
    ['one', null, null, null],
    ['two', '{"name":"June"}', null, null],
    ['three', null, null, null],
  ]);
  db.close();
});

test('killed before each statement of a migration, a database is wholly at one schema and the next start brings it to the newest', async () => {
  for (const make of [
    () => join(mkdtempSync(join(tmpdir(), 'lanekeeper-migrate-')), 'lanekeeper.db'),
    () => savedDatabase(1),
  ]) {
    const whole = make();
    const images = mkdtempSync(join(tmpdir(), 'lanekeeper-images-'));
    const { statements } = await migrateKilledAt(whole, 0, images);
    const wanted = shapeOf(whole);
    const known = new Map<number, unknown>();
    for (let n = 1; n <= statements; n += 1) expectWhole(join(images, String(n), 'lanekeeper.db'), wanted, known);
    // A kill leaves what the images hold.
    for (const n of [2, Math.ceil(statements / 2), statements]) {
      const file = make();
      expect(await migrateKilledAt(file, n)).toMatchObject({ signal: 'SIGKILL' });
      expectWhole(file, wanted, known);
    }
    rmSync(images, { recursive: true });
  }
}, 120_000);

test('a newer schema is refused in words, and the file is left as it was', () => {
  const file = savedDatabase(1);
  const db = openWriter(file);
  db.pragma(`user_version = ${schemaVersion + 3}`);
  expect(() => migrate(db)).toThrow(
    expect.objectContaining({
      code: 'unsupported',
      message: expect.stringContaining(`schema ${schemaVersion + 3}; this one knows ${schemaVersion}`),
      hint: expect.stringContaining('newer version'),
    }),
  );
  expect(db.pragma('user_version', { simple: true })).toBe(schemaVersion + 3);
  expect(db.inTransaction).toBe(false);
  db.close();
});
