import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Tool, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import { recordUpdateFacts } from '../../../electron/runtime/tools/record-update/facts.ts';
import { createRecordUpdate } from '../../../electron/runtime/tools/record-update/tool.ts';
import { createRecords } from '../../../electron/runtime/tools/records/records.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf } from './envelopes.ts';

const context = contextWith();

function toolOn(places: ToolPlaces): Tool {
  const records = createRecords(places.recordsDb);
  onTestFinished(() => records.close());
  return createRecordUpdate(records);
}

async function approved(tool: Tool, set: JsonObject, recordId = '42'): Promise<Envelope> {
  const params = { recordId, set };
  const prepared = await tool.prepare('record', params, context);
  if (!prepared.ok) throw new Error(prepared.reason);
  return envelopeFor(recordUpdateFacts, { params, preconditions: prepared.preconditions });
}

async function currentDiff(tool: Tool, fields: readonly string[]) {
  const set = Object.fromEntries(fields.map((field) => [field, null]));
  const prepared = await tool.prepare('record', { recordId: '42', set }, context);
  return prepared.ok ? Object.fromEntries(prepared.diff.map((row) => [row.field, row.before])) : prepared.reason;
}

test('a record is made, then changed field by field, and the card shows before and after', async () => {
  const tool = toolOn(freshPlaces());
  const first = await approved(tool, { status: 'open', amount: 12.5, vip: true, note: 'kept' });
  expect(first.preconditions).toEqual({ row_hash: null });
  expect(await tool.execute(first, keyOf('a'), context)).toMatchObject({
    outcome: 'done',
    summary: 'Record 42 created',
  });
  const prepared = await tool.prepare('record', { recordId: '42', set: { status: 'closed', amount: null } }, context);
  expect(prepared).toMatchObject({
    ok: true,
    diff: [
      { field: 'amount', before: '12.5', after: null },
      { field: 'status', before: 'open', after: 'closed' },
    ],
  });
  expect(
    await tool.execute(await approved(tool, { status: 'closed', amount: null }), keyOf('b'), context),
  ).toMatchObject({
    outcome: 'done',
    summary: 'Record 42 updated',
  });
  expect(await currentDiff(tool, ['status', 'amount', 'vip', 'note'])).toEqual({
    status: 'closed',
    amount: null,
    vip: 'true',
    note: 'kept',
  });
});

test('a field may have any name an object already has', async () => {
  const tool = toolOn(freshPlaces());
  const set = JSON.parse('{"constructor":"x","__proto__":"y","toString":"z"}') as JsonObject;
  const prepared = await tool.prepare('record', { recordId: '42', set }, context);
  expect(prepared.ok && prepared.diff.map((row) => row.before)).toEqual([null, null, null]);
  expect(await tool.execute(await approved(tool, set), keyOf('a'), context)).toMatchObject({ outcome: 'done' });
});

test('of two changes approved from the same state only the first is written', async () => {
  const tool = toolOn(freshPlaces());
  await tool.execute(await approved(tool, { n: 0 }), keyOf('start'), context);
  const [left, right] = [await approved(tool, { n: 1 }), await approved(tool, { n: 2 })];
  expect(await tool.execute(left, keyOf('left'), context)).toMatchObject({ outcome: 'done' });
  expect(await tool.execute(right, keyOf('right'), context)).toEqual({
    outcome: 'not-applied',
    reason: 'Record 42 changed since it was read (its fields differ). Nothing was written.',
  });
  expect(await tool.probe?.(right, keyOf('right'), context)).toEqual({ verdict: 'not-applied' });
  expect(await currentDiff(tool, ['n'])).toEqual({ n: '1' });
});

test('of two that expect no record only one makes it', async () => {
  const tool = toolOn(freshPlaces());
  const [left, right] = [await approved(tool, { n: 1 }), await approved(tool, { n: 2 })];
  expect(await tool.execute(left, keyOf('left'), context)).toMatchObject({ outcome: 'done' });
  expect(await tool.execute(right, keyOf('right'), context)).toMatchObject({
    outcome: 'not-applied',
    reason: 'Record 42 changed since it was read (it exists now). Nothing was written.',
  });
});

test('the same key changes a record once and answers with the same receipt', async () => {
  const tool = toolOn(freshPlaces());
  const envelope = await approved(tool, { n: 1 });
  const first = await tool.execute(envelope, keyOf('a'), context);
  await tool.execute(await approved(tool, { n: 5 }), keyOf('later'), context);
  expect(await tool.execute(envelope, keyOf('a'), context)).toEqual(first);
  expect(await currentDiff(tool, ['n'])).toEqual({ n: '5' });
  expect(await tool.probe?.(envelope, keyOf('a'), context)).toMatchObject({ verdict: 'applied' });
});

test('rolling back restores the fields before, once', async () => {
  const tool = toolOn(freshPlaces());
  await tool.execute(await approved(tool, { n: 0, note: 'old' }), keyOf('start'), context);
  const envelope = await approved(tool, { n: 1, note: 'new' });
  await tool.execute(envelope, keyOf('a'), context);
  const back = await tool.compensate?.(envelope, keyOf('a'), {}, context);
  expect(back).toMatchObject({ outcome: 'done', summary: 'Record 42 restored' });
  expect(await currentDiff(tool, ['n', 'note'])).toEqual({ n: '0', note: 'old' });
  await tool.execute(await approved(tool, { n: 1, note: 'new' }), keyOf('redone by hand'), context);
  expect(await tool.compensate?.(envelope, keyOf('a'), {}, context)).toEqual(back);
  expect(await currentDiff(tool, ['n'])).toEqual({ n: '1' });
});

test('rolling back a new record removes it, and a record changed since is left', async () => {
  const tool = toolOn(freshPlaces());
  const made = await approved(tool, { n: 1 });
  await tool.execute(made, keyOf('made'), context);
  expect(await tool.compensate?.(made, keyOf('made'), {}, context)).toMatchObject({ outcome: 'done' });
  expect((await approved(tool, { n: 1 })).preconditions).toEqual({ row_hash: null });
  const again = await approved(tool, { n: 1 });
  await tool.execute(again, keyOf('again'), context);
  await tool.execute(await approved(tool, { n: 2 }), keyOf('other'), context);
  expect(await tool.compensate?.(again, keyOf('again'), {}, context)).toMatchObject({ outcome: 'not-applied' });
  expect(await currentDiff(tool, ['n'])).toEqual({ n: '2' });
});

test('what was never written cannot be rolled back', async () => {
  const tool = toolOn(freshPlaces());
  const envelope = await approved(tool, { n: 1 });
  expect(await tool.compensate?.(envelope, keyOf('never'), {}, context)).toMatchObject({ outcome: 'not-applied' });
});

test.each([
  ['no field', { recordId: '42', set: {} }, 'set names no field.'],
  ['a nested value', { recordId: '42', set: { a: { b: 1 } } }, /^set\.a must/],
  ['no record id', { set: { a: 1 } }, 'recordId is missing.'],
  ['a line break in the record id', { recordId: '4\n2', set: { a: 1 } }, /^recordId must be one line/],
])('%s is refused with a sentence', async (_name, params, sentence) => {
  const prepared = await toolOn(freshPlaces()).prepare('record', params, context);
  expect(prepared.ok ? '' : prepared.reason).toMatch(sentence);
});

test('the database waits for the disk at every commit, and its tables are strict', async () => {
  const places = freshPlaces();
  const records = createRecords(places.recordsDb);
  onTestFinished(() => records.close());
  await createRecordUpdate(records).execute(await approved(createRecordUpdate(records), { n: 1 }), keyOf('a'), context);
  const db = new Database(places.recordsDb, { readonly: true });
  onTestFinished(() => void db.close());
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  const tables = db.prepare("SELECT name, strict FROM pragma_table_list WHERE name IN ('record', 'applied')").all();
  expect(tables).toHaveLength(2);
  expect(tables).toEqual(expect.arrayContaining([expect.objectContaining({ strict: 1 })]));
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('a database from a newer version is refused with words and not touched', async () => {
  const places = freshPlaces();
  const db = new Database(places.recordsDb);
  db.pragma('user_version = 99');
  db.close();
  const before = readFileSync(places.recordsDb);
  const prepared = await toolOn(places).prepare('record', { recordId: '1', set: { a: 1 } }, context);
  expect(prepared.ok ? '' : prepared.reason).toContain('newer Lanekeeper (format 99');
  expect(readFileSync(places.recordsDb)).toEqual(before);
});

test('a damaged database is said, and nothing claims to be written', async () => {
  const places = freshPlaces();
  mkdirSync(dirname(places.recordsDb), { recursive: true });
  writeFileSync(places.recordsDb, 'this is not a database, however long one looks at it. '.repeat(100));
  const tool = toolOn(places);
  const envelope = envelopeFor(recordUpdateFacts, {
    params: { recordId: '42', set: { n: 1 } },
    preconditions: { row_hash: null },
  });
  expect(await tool.execute(envelope, keyOf('a'), context)).toEqual({
    outcome: 'not-applied',
    reason: 'The records database is damaged. Record 42 is as it was.',
  });
});

test('another connection holding the write lock makes the update not-applied', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  const envelope = await approved(tool, { n: 1 });
  const other = new Database(places.recordsDb);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(await tool.execute(envelope, keyOf('a'), context)).toMatchObject({
    outcome: 'not-applied',
    reason: 'Another program keeps the records database locked. Record 42 is as it was.',
  });
  other.exec('ROLLBACK');
  expect(await tool.execute(envelope, keyOf('a'), context)).toMatchObject({ outcome: 'done' });
});

test('a missing folder is said, and the tool works again once it is there', async () => {
  const places = freshPlaces();
  const closed = join(places.root, 'nowhere');
  const tool = toolOn({ ...places, recordsDb: join(closed, 'records.db') });
  const prepared = await tool.prepare('record', { recordId: '1', set: { a: 1 } }, context);
  expect(prepared.ok).toBe(false);
  mkdirSync(closed);
  expect(await tool.prepare('record', { recordId: '1', set: { a: 1 } }, context)).toMatchObject({ ok: true });
});
