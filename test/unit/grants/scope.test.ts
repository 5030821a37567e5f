import { describe, expect, test } from 'vitest';
import { draftScope } from '../../../electron/runtime/grants/draft-scope.ts';
import { outsideScope } from '../../../electron/runtime/grants/scope.ts';
import { scopeSchema } from '../../../shared/domain/grant-scope.ts';
import type { JsonObject } from '../../../shared/json.ts';

const scope = scopeSchema.parse({
  target: { domain: ['example.com'] },
  arguments: [
    { path: '/to', type: 'text', in: ['ann@example.com', 'bob@example.com'] },
    { path: '/amount', type: 'number', atLeast: 0, atMost: 25 },
    { path: '/sum', type: 'text', atLeast: '0', atMost: '25.00', optional: true },
    { path: '/note', type: 'text', maxLength: 10, optional: true },
    { path: '/items/*/sku', type: 'text', startsWith: 'A-', maxLength: 20 },
    { path: '/items/*/n', type: 'number', atLeast: 1, atMost: 5, optional: true },
    { path: '/urgent', type: 'yes-no', optional: true },
  ],
  lists: [{ path: '/items', atMost: 2 }],
});

const target = 'ann@example.com';
const good = { to: target, amount: 20, items: [{ sku: 'A-1', n: 2 }] };
const why = (params: unknown, at = target): string | null =>
  outsideScope(scope, { target: at, params: params as JsonObject });

test('an action is covered when all of it is named, and what may be missing may be missing', () => {
  expect(why(good)).toBeNull();
  expect(why({ ...good, sum: '25', note: 'ten chars.', urgent: false, items: [] })).toBeNull();
  expect(why({ ...good, items: [{ sku: 'A-1' }, { sku: 'A-2', n: 5 }] })).toBeNull();
});

describe('denied, because nobody said that it is meant', () => {
  const hostile: Readonly<Record<string, unknown>> = {
    'an argument more': { ...good, bcc: 'eve@evil.example' },
    'an argument more that is null': { ...good, bcc: null },
    'an argument more, hidden deeper': { ...good, items: [{ sku: 'A-1', price: { free: true } }] },
    'an empty object more': { ...good, options: {} },
    'an empty list more': { ...good, cc: [] },
    'an argument less': { to: target, items: [] },
    'a field of an entry less': { ...good, items: [{ sku: 'A-1' }, { n: 1 }] },
    'a number as text': { ...good, amount: '20' },
    'a text as number': { ...good, sum: 20 },
    'a text in place of a list': { ...good, items: 'A-1' },
    'a list in place of a text': { ...good, to: [target] },
    'an object in place of a text': { ...good, to: { '0': target } },
    'an object with numbered fields in place of a list': { ...good, items: { '0': { sku: 'A-1' } } },
    'a field named like the place of any entry': { ...good, items: { '*': { sku: 'A-1' } } },
    'a list that is too long': { ...good, items: [{ sku: 'A-1' }, { sku: 'A-2' }, { sku: 'A-3' }] },
    'a list in a list': { ...good, items: [[{ sku: 'A-1' }]] },
    'less than nothing': { ...good, amount: -1_000_000 },
    'a sum below zero, as text': { ...good, sum: '-5' },
    'more than the most': { ...good, amount: 25.000001 },
    'more than the most, in other digits': { ...good, sum: '1e3' },
    'digits of another script': { ...good, sum: '２５' },
    'a look-alike letter': { ...good, to: 'аnn@example.com' },
    'other capitals': { ...good, to: 'Ann@example.com' },
    'two addresses in one': { ...good, to: 'ann@example.com,eve@evil.example' },
    'a line break behind it': { ...good, to: 'ann@example.com\nBcc: eve@evil.example' },
    'a longer text': { ...good, note: 'eleven char' },
    'a longer text, in letters of two units': { ...good, note: '𝒜'.repeat(6) },
    'nothing where a text belongs': { ...good, note: null },
    'a wrong beginning': { ...good, items: [{ sku: 'B-A-1' }] },
    'nothing at all': {},
  };
  test.each(Object.entries(hostile))('%s', (_name, params) => {
    expect(why(params)).not.toBeNull();
  });

  test.each([
    'ann@example.com.evil.example',
    'ann@evilexample.com',
    'ann@exаmple.com',
    'ann@example.com, eve@evil.example',
    'https://example.com@evil.example/',
    'example.com',
    '',
  ])('the target %j', (other) => {
    expect(why(good, other)).not.toBeNull();
  });

  test('own fields of an object’s prototype, and more values than a person could have meant', () => {
    const proto = JSON.parse('{"to":"ann@example.com","amount":20,"items":[],"__proto__":{"x":1}}') as JsonObject;
    expect(why(proto)).not.toBeNull();
    expect(why({ ...good, items: Array.from({ length: 2_000 }, () => ({ sku: 'A-1' })) })).toContain('1000');
  });
});

test('a scope that would let too much through is none: no bound, one bound, any length, a path twice', () => {
  const parsed = (argument: object): boolean =>
    scopeSchema.safeParse({ target: { equals: ['x'] }, arguments: [{ path: '/a', ...argument }] }).success;
  expect(parsed({ type: 'number' })).toBe(false);
  expect(parsed({ type: 'number', atMost: 25 })).toBe(false);
  expect(parsed({ type: 'text' })).toBe(false);
  expect(parsed({ type: 'text', matches: '*' })).toBe(false);
  expect(parsed({ type: 'text', exists: true, maxLength: 5 })).toBe(false);
  expect(parsed({ type: 'number', atLeast: 0, atMost: 25 })).toBe(true);
  const twice = [
    { path: '/a', type: 'nothing' },
    { path: '/a', type: 'yes-no' },
  ];
  expect(scopeSchema.safeParse({ target: { equals: ['x'] }, arguments: twice }).success).toBe(false);
  expect(scopeSchema.safeParse({ target: {}, arguments: [] }).success).toBe(false);
});

test('a draft covers what it was made from and is as narrow as that: equals, at most, lists, one domain', () => {
  const actions = Array.from({ length: 30 }, (_, n) => ({
    target: `user${n}@example.com`,
    params: {
      kind: 'refund',
      amount: n,
      sum: `${n}.50`,
      to: `user${n % 3}@example.com`,
      tags: n === 0 ? [] : ['a'],
      body: `Dear ${n}`,
    },
  }));
  const drafted = draftScope(actions);
  expect(drafted?.scope).toEqual({
    target: { domain: ['example.com'] },
    arguments: [
      { path: '/kind', type: 'text', equals: 'refund' },
      { path: '/amount', type: 'number', atLeast: 0, atMost: 29 },
      { path: '/sum', type: 'text', atLeast: '0', atMost: '29.50', maxLength: 5 },
      { path: '/to', type: 'text', in: ['user0@example.com', 'user1@example.com', 'user2@example.com'] },
      { path: '/body', type: 'text', maxLength: 7 },
      { path: '/tags/*', type: 'text', equals: 'a' },
    ],
    lists: [{ path: '/tags', atMost: 1 }],
  });
  const parsed = scopeSchema.parse(drafted?.scope);
  for (const action of actions) expect(outsideScope(parsed, action)).toBeNull();
  expect(drafted?.notes).toHaveLength(2);
  expect(
    draftScope([...actions, ...Array.from({ length: 30 }, (_, n) => ({ target: `${n}`, params: {} }))]),
  ).toBeNull();
});
