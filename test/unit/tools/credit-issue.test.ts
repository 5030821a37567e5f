import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Tool, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import { creditIssueFacts } from '../../../electron/runtime/tools/credit-issue/facts.ts';
import { createCreditIssue } from '../../../electron/runtime/tools/credit-issue/tool.ts';
import { createRecordUpdate } from '../../../electron/runtime/tools/record-update/tool.ts';
import { createRecords } from '../../../electron/runtime/tools/records/records.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf } from './envelopes.ts';

const context = contextWith();
const credit = { customer: 'C-17', amount: '25.00', currency: 'EUR', reason: 'Late delivery' };

function toolOn(places: ToolPlaces): Tool {
  const records = createRecords(places.recordsDb);
  onTestFinished(() => records.close());
  return createCreditIssue(records);
}

async function approved(tool: Tool, more: Partial<typeof credit> = {}): Promise<Envelope> {
  const params = { ...credit, ...more };
  const prepared = await tool.prepare(params.customer, params, context);
  if (!prepared.ok) throw new Error(prepared.reason);
  return envelopeFor(creditIssueFacts, { params, preconditions: prepared.preconditions });
}

function ledger(places: ToolPlaces): unknown[] {
  const db = new Database(places.recordsDb, { readonly: true });
  try {
    return db.prepare('SELECT customer, currency, number, micros, balance FROM credit ORDER BY number').all();
  } finally {
    db.close();
  }
}

test('a credit is an entry behind the last one, and the card shows the balance before and after', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  expect(await tool.execute(await approved(tool), keyOf('a'), context)).toMatchObject({
    outcome: 'done',
    summary: '25.00 EUR credited to C-17',
    detail: { entry: 1, balance: '25.00 EUR' },
  });
  const prepared = await tool.prepare('C-17', { ...credit, amount: '0.10' }, context);
  expect(prepared).toMatchObject({
    ok: true,
    preconditions: { entries: 1, balance_micros: 25_000_000 },
    diff: [
      { field: 'Balance', before: '25.00 EUR', after: '25.10 EUR' },
      { field: 'Credit', before: null, after: '0.10 EUR' },
      { field: 'Reason', before: null, after: 'Late delivery' },
    ],
  });
  await tool.execute(await approved(tool, { currency: 'USD' }), keyOf('b'), context);
  expect(ledger(places)).toEqual([
    { customer: 'C-17', currency: 'EUR', number: 1, micros: 25_000_000, balance: 25_000_000 },
    { customer: 'C-17', currency: 'USD', number: 1, micros: 25_000_000, balance: 25_000_000 },
  ]);
});

test('the same key credits once, however often it is given, and never stands for another credit', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  const envelope = await approved(tool);
  const first = await tool.execute(envelope, keyOf('a'), context);
  expect(await tool.execute(envelope, keyOf('a'), context)).toEqual(first);
  expect(await tool.probe?.(envelope, keyOf('a'), context)).toMatchObject({ verdict: 'applied' });
  expect(await tool.probe?.(envelope, keyOf('b'), context)).toEqual({ verdict: 'not-applied' });
  const other = await approved(tool, { amount: '26.00' });
  expect(await tool.execute(other, keyOf('a'), context)).toMatchObject({ outcome: 'not-applied' });
  expect(ledger(places)).toHaveLength(1);
});

test('of two credits approved on the same balance only the first is written', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  const [left, right] = [await approved(tool), await approved(tool, { amount: '30.00' })];
  await tool.execute(left, keyOf('left'), context);
  expect(await tool.execute(right, keyOf('right'), context)).toEqual({
    outcome: 'not-applied',
    reason: 'The credits of C-17 in EUR changed since they were read (balance_micros, entries). Nothing was written.',
  });
  expect(ledger(places)).toHaveLength(1);
});

test('what undoes a credit is an entry against it, written once; the credit itself stays', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  const envelope = await approved(tool);
  expect(await tool.compensate?.(envelope, keyOf('a'), {}, context)).toMatchObject({ outcome: 'not-applied' });
  await tool.execute(envelope, keyOf('a'), context);
  await tool.execute(await approved(tool, { amount: '5.00' }), keyOf('b'), context);
  const undone = await tool.compensate?.(envelope, keyOf('a'), {}, context);
  expect(undone).toMatchObject({ outcome: 'done', summary: '25.00 EUR of C-17 taken back' });
  expect(await tool.compensate?.(envelope, keyOf('a'), {}, context)).toEqual(undone);
  expect(ledger(places)).toEqual([
    { customer: 'C-17', currency: 'EUR', number: 1, micros: 25_000_000, balance: 25_000_000 },
    { customer: 'C-17', currency: 'EUR', number: 2, micros: 5_000_000, balance: 30_000_000 },
    { customer: 'C-17', currency: 'EUR', number: 3, micros: -25_000_000, balance: 5_000_000 },
  ]);
  const db = new Database(places.recordsDb);
  expect(() => db.exec('DELETE FROM credit')).toThrow(/never removed/);
  expect(() => db.exec('UPDATE credit SET micros = 1')).toThrow(/never changed/);
  db.close();
});

test('what is no credit is refused with the code of what is wrong, and nothing is written', async () => {
  const places = freshPlaces();
  const tool = toolOn(places);
  const codeOf = async (more: JsonObject, target = 'C-17') => {
    const prepared = await tool.prepare(target, { ...credit, ...more }, context);
    return prepared.ok ? 'taken' : prepared.code;
  };
  expect(await codeOf({})).toBe('taken');
  expect(await codeOf({ amount: '-5.00' })).toBe('amount-negative');
  expect(await codeOf({ amount: '0.00' })).toBe('amount-zero');
  expect(await codeOf({ amount: '0.001' })).toBe('amount-too-precise');
  expect(await codeOf({ amount: '0.5', currency: 'JPY' })).toBe('amount-too-precise');
  expect(await codeOf({ amount: '9007199254.75' })).toBe('amount-too-large');
  expect(await codeOf({ amount: '1e2' })).toBe('amount-malformed');
  expect(await codeOf({ currency: 'XYZ' })).toBe('currency-unknown');
  expect(await codeOf({ amount: 25 })).toBe('params-invalid');
  expect(await codeOf({ customer: '' })).toBe('params-invalid');
  expect(await codeOf({ note: 'more' })).toBe('params-invalid');
  expect(await codeOf({}, 'C-18')).toBe('target-differs');
  await tool.execute(await approved(tool, { amount: '9007199254.00' }), keyOf('all'), context);
  expect(await codeOf({ amount: '1.00' })).toBe('amount-too-large');
  const forged = { ...(await approved(tool, { amount: '0.50' })), target: 'C-18' };
  expect(await tool.execute(forged, keyOf('forged'), context)).toMatchObject({ outcome: 'not-applied' });
  expect(ledger(places)).toHaveLength(1);
});

test('the card says the sum exactly, and a policy is told it in millionths', () => {
  expect(creditIssueFacts.describe('C-17', credit)).toMatchObject({
    verb: 'Credit',
    title: 'Credit 25.00 EUR to customer C-17',
    people: 1,
    money: { micros: 25_000_000, currency: 'EUR' },
  });
  expect(creditIssueFacts.describe('C-17', { ...credit, amount: '-1' })).toMatchObject({ money: null });
});

test('a records database of before there were credits is kept, and takes them', async () => {
  const places = freshPlaces();
  const old = new Database(places.recordsDb);
  old.exec(`
    CREATE TABLE record (record_id TEXT NOT NULL PRIMARY KEY, data_json TEXT NOT NULL, row_hash TEXT NOT NULL,
      changed_at_ms INTEGER NOT NULL) STRICT;
    CREATE TABLE applied (key TEXT NOT NULL PRIMARY KEY, record_id TEXT NOT NULL, before_json TEXT, after_json TEXT,
      at_ms INTEGER NOT NULL) STRICT;
    INSERT INTO record VALUES ('42', '{"status":"open"}', '${'a'.repeat(64)}', 1);
    PRAGMA user_version = 1;`);
  old.close();
  const records = createRecords(places.recordsDb);
  onTestFinished(() => records.close());
  const tool = createCreditIssue(records);
  expect(await tool.execute(await approved(tool), keyOf('a'), context)).toMatchObject({ outcome: 'done' });
  const kept = await createRecordUpdate(records).prepare('42', { recordId: '42', set: { status: 'closed' } }, context);
  expect(kept).toMatchObject({ ok: true, diff: [{ before: 'open', after: 'closed' }] });
});
