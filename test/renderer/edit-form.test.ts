import { expect, test } from 'vitest';
import { changesBetween, followedTarget } from '../../shared/domain/action-changes.ts';
import { readJson } from '../../shared/read-json.ts';
import { editFormOf, withValue, type EditField } from '../../renderer/src/features/edit/edit-form.ts';
import { replySendFacts } from '../../electron/runtime/tools/reply-send/facts.ts';
import { recordUpdateFacts } from '../../electron/runtime/tools/record-update/facts.ts';

const kinds = (fields: readonly EditField[]): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap((field) => [
      [field.path.join('.'), field.kind === 'text' && field.isLong ? 'long text' : field.kind] as const,
      ...Object.entries(field.kind === 'group' ? kinds(field.fields) : field.kind === 'list' ? kinds(field.items) : {}),
    ]),
  );

test('a form has what its tool takes and what stands there, each in its own kind of field', () => {
  const reply = { to: null, ticketId: '7', subject: 'Yours', body: 'Dear customer,\n…' };
  expect(kinds(editFormOf(replySendFacts.schema, reply).fields)).toEqual({
    to: 'nothing',
    ticketId: 'text',
    subject: 'text',
    body: 'long text',
    from: 'text',
  });
  const change = { recordId: 'r', set: { amount: 12, isOpen: true, status: 'open' } };
  expect(kinds(editFormOf(recordUpdateFacts.schema, change).fields)).toEqual({
    recordId: 'text',
    set: 'group',
    'set.amount': 'number',
    'set.isOpen': 'switch',
    'set.status': 'text',
  });
});

test('lists of objects are in the form, items are added with what they need, and what it does not understand is left to the text', () => {
  const line = {
    type: 'object',
    required: ['text', 'cents'],
    properties: { text: { type: 'string' }, cents: { type: 'integer' } },
  };
  const schema = { type: 'object', required: ['lines'], properties: { lines: { type: 'array', items: line } } };
  const value = { lines: [{ text: 'a', cents: 1 }], other: [[[[1]]]], kept: { $artifact: 'f'.repeat(64), bytes: 9 } };
  const { fields, onlyRaw } = editFormOf(schema, value);
  expect(onlyRaw).toEqual(['other.0.0.0', 'kept']);
  const lines = fields.find((field) => field.kind === 'list' && field.path[0] === 'lines');
  expect(lines).toMatchObject({ fresh: { text: '', cents: 0 } });
  expect(withValue(value, ['lines', 1], { text: '', cents: 0 })['lines']).toHaveLength(2);
  expect(withValue(value, ['lines', 0], undefined)['lines']).toEqual([]);
  expect(withValue({ a: { b: 1 } }, ['a', 'b'], undefined)).toEqual({ a: {} });
});

test('a name that JavaScript has for itself is a field like any other', () => {
  const reading = readJson('{"__proto__": {"a": "x"}, "constructor": "y"}');
  const params = (reading.ok ? reading.value : {}) as Record<string, unknown>;
  const { fields } = editFormOf({ type: 'object' }, params);
  expect(fields.map(({ path }) => path[0])).toEqual(['__proto__', 'constructor']);
  expect(JSON.stringify(withValue(params, ['__proto__', 'a'], 'z'))).toBe('{"__proto__":{"a":"z"},"constructor":"y"}');
});

test('every field in which two actions differ is named, a number and its text apart', () => {
  const before = { tool: 't', target: 'r', params: { a: 1, b: { c: ['x', 'y'] }, d: {} } };
  const after = { tool: 't', target: 'r', params: { a: '1', b: { c: ['x'] }, d: [], e: null } };
  expect(changesBetween(before, after)).toEqual([
    { field: 'params.a', before: '1', after: '"1"' },
    { field: 'params.b.c.1', before: 'y', after: null },
    { field: 'params.d', before: '{}', after: '[]' },
    { field: 'params.e', before: null, after: 'null' },
  ]);
});

test('a target that was the value of a parameter goes on being that, and any other stays', () => {
  const action = { tool: 't', target: 'ada@example.org', params: { to: 'ada@example.org', id: 7 } };
  expect(followedTarget(action, { to: 'bob@example.org' })).toBe('bob@example.org');
  expect(followedTarget(action, { to: null })).toBe('ada@example.org');
  expect(followedTarget({ ...action, target: 'ticket 7' }, { to: 'bob@example.org' })).toBe('ticket 7');
});

test('a number that would be rounded is told, however it is written', () => {
  const said = (text: string): string => {
    const reading = readJson(text);
    return reading.ok ? 'read' : (reading.problems[0]?.reason ?? '');
  };
  expect(['1.0', '1e3', '0.1', '-0.50e-2', '5e-324'].map(said)).toEqual(['read', 'read', 'read', 'read', 'read']);
  expect(said('0.1234567890123456789')).toMatch(/would be rounded to 0\.12345678901234568/);
  expect(said('12345678901234567')).toMatch(/beyond 2\^53/);
});
