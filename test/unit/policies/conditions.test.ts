import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionWords } from '../../../shared/domain/condition-words.ts';
import type { PolicyCondition } from '../../../shared/domain/policy-condition.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { fitsGlob } from '../../../electron/runtime/policies/conditions/glob.ts';
import { evaluatePolicy } from '../../../electron/runtime/policies/evaluate.ts';
import { factsThatMeet, judge, partsOf, type PolicyFacts } from '../../../electron/runtime/policies/facts.ts';
import { sampleFacts } from './sample-facts.ts';

function holds(when: PolicyCondition, changed: Partial<PolicyFacts> = {}): boolean {
  return partsOf(when, judge({ ...sampleFacts, ...changed })).every((part) => part.holds);
}

function argument(asked: Omit<NonNullable<PolicyCondition['arguments']>[number], 'path'>, value: unknown): boolean {
  const params = (value === undefined ? {} : { n: value }) as JsonObject;
  return holds({ arguments: [{ path: '/n', ...asked }] }, { params });
}

test('an argument is found by its path, escapes and lists included, and never in what objects inherit', () => {
  const params = { 'a/b': { '~': [{ price: '9.99' }] } };
  expect(holds({ arguments: [{ path: '/a~1b/~0/0/price', equals: '9.99' }] }, { params })).toBe(true);
  for (const path of ['/a~1b/~0/1/price', '/a~1b/~0/00/price', '/a~1b/~0/length', '/toString', '/a~1b/constructor'])
    expect(holds({ arguments: [{ path, exists: false }] }, { params }), path).toBe(true);
});

test('numbers and decimal texts are compared exactly, and what is no number meets no bound', () => {
  expect(argument({ below: 0.3 }, '0.2999999999999999999999')).toBe(true);
  expect(argument({ below: '0.3' }, 0.3)).toBe(false);
  expect(argument({ atLeast: '100' }, '100.000')).toBe(true);
  expect(argument({ atLeast: '9007199254740993' }, '9007199254740992')).toBe(false);
  expect(argument({ above: -1, atMost: '1e3' }, 1000)).toBe(true);
  for (const value of ['', 'ten', '1,5', '0x10', 'Infinity', true, null, ['1'], { n: 1 }, undefined, '9'.repeat(101)]) {
    for (const asked of [{ below: 1e9 }, { atMost: 1e9 }, { atLeast: -1e9 }, { above: -1e9 }])
      expect(argument(asked, value), JSON.stringify(value)).toBe(false);
  }
});

test('what is not there meets nothing but that it is not there', () => {
  expect(argument({ exists: false }, undefined)).toBe(true);
  expect(argument({ exists: true }, null)).toBe(true);
  expect(argument({ exists: false }, null)).toBe(false);
  for (const asked of [{ exists: true }, { equals: null }, { in: ['', 0] }, { startsWith: 'a' }, { matches: '*' }])
    expect(argument(asked, undefined)).toBe(false);
  expect(argument({ equals: '1' }, 1)).toBe(false);
  expect(argument({ in: [1, 'two', null] }, null)).toBe(true);
});

test('a pattern knows stars and question marks alone, fits the whole text, and cannot be made slow', () => {
  expect(fitsGlob('ticket-????', 'ticket-4711')).toBe(true);
  expect(fitsGlob('ticket-????', 'ticket-47111')).toBe(false);
  expect(fitsGlob('*@example.org', 'ada@example.org')).toBe(true);
  expect(fitsGlob('*@example.org', 'ada@example.org.attacker.net')).toBe(false);
  expect(fitsGlob('a.c', 'abc')).toBe(false);
  expect(fitsGlob('*', '')).toBe(true);
  expect(fitsGlob('?', '')).toBe(false);
  expect(fitsGlob(`${'a*'.repeat(99)}b`, 'a'.repeat(10_000))).toBe(false);
  expect(fitsGlob('*', 'a'.repeat(10_001))).toBe(false);
  const asRegExp = (pattern: string): RegExp =>
    new RegExp(`^${pattern.replaceAll(/[.]/g, '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`);
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  fc.assert(fc.property(letters, letters, (pattern, text) => fitsGlob(pattern, text) === asRegExp(pattern).test(text)));
});

test('a domain covers what is below it, of one address alone', () => {
  const under = (target: string): boolean => holds({ target: { domain: ['example.org'] } }, { target });
  for (const target of [
    'ada@example.org',
    'ada@mail.EXAMPLE.org',
    'https://api.example.org/x?y',
    'http://example.org:80',
  ])
    expect(under(target), target).toBe(true);
  for (const target of [
    'ada@badexample.org',
    'ada@example.org.net',
    'ada@example.org, eve@attacker.net',
    'eve@attacker.net <ada@example.org>',
    'https://example.org@attacker.net/',
    'https://attacker.net/?u=https://example.org',
    'file://example.org/x',
    'example.org',
    '',
  ])
    expect(under(target), target).toBe(false);
  expect(holds({ target: { equals: ['ticket 4711'], startsWith: ['ticket '] } })).toBe(true);
  expect(holds({ target: { equals: ['ticket 4711'], startsWith: ['order '] } })).toBe(false);
});

test('hours are those of the named time zone, also past midnight and when clocks change', () => {
  const at = (iso: string): Partial<PolicyFacts> => ({ atMs: Date.parse(iso) });
  const office = {
    time: { zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', until: '17:00' },
  } satisfies PolicyCondition;
  expect(holds(office, at('2026-11-20T08:00:00Z'))).toBe(true);
  expect(holds(office, at('2026-11-20T07:59:59Z'))).toBe(false);
  expect(holds(office, at('2026-07-17T07:00:00Z'))).toBe(true);
  expect(holds(office, at('2026-11-20T16:00:00Z'))).toBe(false);
  expect(holds(office, at('2026-11-21T10:00:00Z'))).toBe(false);
  expect(holds({ time: { ...office.time, outside: true } }, at('2026-11-21T10:00:00Z'))).toBe(true);
  const friday = { time: { zone: 'UTC', days: ['fri'], from: '22:00', until: '06:00' } } satisfies PolicyCondition;
  expect(holds(friday, at('2026-11-20T22:00:00Z'))).toBe(true);
  expect(holds(friday, at('2026-11-21T05:59:00Z'))).toBe(true);
  expect(holds(friday, at('2026-11-20T05:59:00Z'))).toBe(false);
  expect(holds({ time: { zone: 'UTC', days: ['sun', 'mon'] } }, at('2026-11-22T00:00:00Z'))).toBe(true);
});

test('release, labels, budget, drift and reversibility are facts a rule may ask for', () => {
  expect(holds({ release: ['ab12cd34'] })).toBe(true);
  expect(holds({ release: ['ab12cd35'] })).toBe(false);
  const labels = ['internal', 'personal'];
  expect(holds({ labels: { anyOf: ['secret', 'personal'] } }, { labels })).toBe(true);
  expect(holds({ labels: { anyOf: ['internal'], noneOf: ['personal'] } }, { labels })).toBe(false);
  expect(holds({ labels: { noneOf: ['personal'] } })).toBe(true);
  expect(holds({ budgetUsed: { atLeast: 80 } }, { budgetUsed: 80 })).toBe(true);
  expect(holds({ budgetUsed: { below: 80 } }, { budgetUsed: 80 })).toBe(false);
  expect(holds({ budgetUsed: { below: 80 } }, { budgetUsed: null })).toBe(false);
  expect(holds({ driftAlert: true })).toBe(false);
  expect(holds({ driftAlert: true }, { driftAlert: true })).toBe(true);
  expect(holds({ reversible: false }, { reversible: false })).toBe(true);
});

const conditions: readonly PolicyCondition[] = [
  { arguments: [{ path: '/order/amount', below: '25.00', atLeast: 0 }] },
  {
    arguments: [
      { path: '/to', startsWith: 'ops-' },
      { path: '/draft', equals: true },
    ],
  },
  { arguments: [{ path: '/body', exists: false }] },
  { arguments: [{ path: '/to', matches: '*@example.?et' }] },
  { target: { domain: ['example.org'] } },
  { amount: { currency: 'EUR', below: '5' } },
  { labels: { anyOf: ['public'], noneOf: ['personal'] } },
  { time: { zone: 'America/New_York', days: ['tue'], from: '23:50', until: '00:10' } },
  { budgetUsed: { below: 50 } },
  { release: ['ffffffff'], reversible: false, driftAlert: false },
];

test('every kind of condition says what was found, what it asks, and what would have met it', () => {
  for (const when of conditions) {
    const facts = judge({ ...sampleFacts, labels: ['personal'], budgetUsed: 90 });
    const met = factsThatMeet(when, facts);
    expect(met, JSON.stringify(when)).not.toBeNull();
    expect(met !== null && partsOf(when, met).every((part) => part.holds)).toBe(true);
    expect(partsOf(when, facts).map((part) => part.asked)).toEqual(conditionWords(when));
    expect(partsOf(when, facts).every((part) => part.found.length > 0)).toBe(true);
  }
  const never: PolicyCondition = { arguments: [{ path: '/n', below: 1, above: 2 }] };
  expect(factsThatMeet(never, judge(sampleFacts))).toBeNull();
});

test('the explanation names the nearest way to automatic, and what would still raise it', () => {
  const policy: Policy = {
    id: 'p',
    version: 1,
    title: 'p',
    rules: [
      { id: 'own', when: { arguments: [{ path: '/to', matches: '*@own.example' }] }, outcome: 'auto', sentence: '' },
      { id: 'rest', when: {}, outcome: 'gate', sentence: 'The rest.' },
    ],
    raises: [
      {
        id: 'off-hours',
        when: { time: { zone: 'UTC', from: '08:00', until: '18:00', outside: true } },
        atMost: 'gate',
        sentence: 'Off hours.',
      },
    ],
  };
  expect(evaluatePolicy(policy, sampleFacts).automaticIf).toBe(
    'It would be automatic if argument /to matches "*@own.example", were it not so that it was Saturday 19:30 in UTC.',
  );
  const own = { ...sampleFacts, params: { to: 'ada@own.example' } };
  expect(evaluatePolicy(policy, own)).toMatchObject({
    tier: 'notify',
    matched: ['argument /to is "ada@own.example"', 'it was Saturday 19:30 in UTC'],
    automaticIf: 'It would be automatic were it not so that it was Saturday 19:30 in UTC.',
  });
});
