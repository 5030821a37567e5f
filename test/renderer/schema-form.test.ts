import { expect, test } from 'vitest';
import {
  cleanValue,
  fieldsOf,
  initialValue,
  mergeValue,
  problemsOf,
} from '../../renderer/src/features/agents/schema-form.ts';
import { inputContract } from '../../electron/runtime/agents/ticket-review/contracts.ts';

const schema = {
  type: 'object',
  required: ['columns', 'limit'],
  properties: {
    columns: {
      type: 'object',
      required: ['text'],
      properties: { text: { type: 'string', title: 'Text' }, recipient: { type: 'string' } },
    },
    limit: { type: 'integer', title: 'Limit', minimum: 2, maximum: 20 },
    tone: { type: 'string', enum: ['plain', 'warm'], default: 'plain' },
    draftReplies: { type: 'boolean', default: true },
    ignore: { type: 'array', items: { type: 'string' }, default: [] },
    odd: { type: 'array', items: { type: 'object' } },
    maybe: { type: ['number', 'null'] },
  },
};

test('a contract becomes fields with words, kinds, bounds and defaults', () => {
  const fields = fieldsOf(schema);
  expect(fields.map(({ key, schema: field }) => [key, field.type])).toEqual([
    ['columns', 'object'],
    ['limit', 'integer'],
    ['tone', 'string'],
    ['draftReplies', 'boolean'],
    ['ignore', 'array'],
    ['odd', 'other'],
    ['maybe', 'number'],
  ]);
  expect(fields.find(({ key }) => key === 'draftReplies')?.schema.title).toBe('Draft replies');
  expect(initialValue(fields)).toEqual({ columns: {}, tone: 'plain', draftReplies: true, ignore: [] });
});

test('what the agent proposes from a file is laid over the form and leaves the rest alone', () => {
  const before = { columns: { text: 'old', recipient: 'mail' }, tone: 'warm' };
  expect(mergeValue(before, { columns: { text: 'narrative', id: undefined } })).toEqual({
    columns: { text: 'narrative', recipient: 'mail' },
    tone: 'warm',
  });
});

test('problems name the field and its bound', () => {
  const fields = fieldsOf(schema);
  const problems = problemsOf(fields, { columns: {}, limit: 21.5 });
  expect([...problems]).toEqual([
    ['columns.text', 'Text is needed.'],
    ['limit', 'Limit has to be a whole number.'],
  ]);
  expect(problemsOf(fields, { columns: { text: 'a' }, limit: 1 }).get('limit')).toBe('Limit has to be 2 or more.');
  expect(problemsOf(fields, { columns: { text: 'a' }, limit: 20 }).size).toBe(0);
});

test('empty optional fields are not sent, so that the contract’s own defaults hold', () => {
  const fields = fieldsOf(schema);
  expect(cleanValue(fields, { columns: { text: 'a', recipient: '' }, limit: 5, tone: '', extra: 1 })).toEqual({
    columns: { text: 'a' },
    limit: 5,
    extra: 1,
  });
});

test('every field of the built-in agent’s contract has a control of its own', () => {
  const fields = fieldsOf(inputContract.schema);
  expect(fields.length).toBeGreaterThan(5);
  const all = fields.flatMap(({ schema: field }) => [field, ...field.fields.map((inner) => inner.schema)]);
  expect(all.filter((field) => field.type === 'other')).toEqual([]);
  expect(problemsOf(fields, initialValue(fields)).size).toBe(0);
});
