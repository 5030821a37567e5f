import { expect, test } from 'vitest';
import { lookedAt } from '../../../electron/runtime/batch/looked-at.ts';
import { outliersIn, usualOf } from '../../../electron/runtime/batch/outliers.ts';
import { memberOf } from '../../../electron/runtime/batch/preview.ts';
import { samplesNeeded, samplesOf } from '../../../electron/runtime/batch/samples.ts';
import type { EffectFacts } from '../../../electron/runtime/engine/effect-states.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import type { BatchMember } from '../../../shared/domain/batch.ts';
import { waitingItem } from '../approvals/sample-item.ts';

function member(id: number, facts: Partial<EffectFacts>, target = 'ada@example.org'): EffectBundle {
  const made = waitingItem({ id: String(id) });
  const envelope = JSON.stringify({ ...(JSON.parse(made.effect.envelope) as object), target });
  return { ...made, effect: { ...made.effect, envelope, facts: { ...made.effect.facts, ...facts } } };
}

function reasons(members: readonly EffectBundle[], known: readonly string[] = []): (string | null)[] {
  const looked = members.map((one) => lookedAt(one, memberOf(one)[0] as BatchMember));
  return outliersIn(looked, new Set(known)).map((found) => found?.reasons.join('; ') ?? null);
}

const euros = (main: number) => ({ money: { micros: main * 1_000_000, currency: 'EUR' } });

test('an amount far from the middle stands out, however large it is, and those beside the middle do not', () => {
  const amounts = [18, 20, 22, 19, 21, 20, 25, 8_200];
  const found = reasons(amounts.map((main, at) => member(at, euros(main))));
  expect(found.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => null));
  expect(found[7]).toBe('8200.00 EUR, 400 × the middle (20.50 EUR)');
});

test('where nearly all are the same, the one that is not stands out; where all are the same, none does', () => {
  const same = Array.from({ length: 30 }, (_, at) => member(at, { people: 1 }));
  expect(reasons(same)).toEqual(same.map(() => null));
  const found = reasons([...same, member(30, { people: 40 })]);
  expect(found.at(-1)).toBe('40 people, where 1 is usual');
  expect(found.filter((reason) => reason !== null)).toHaveLength(1);
});

test('a place where nothing went before stands out when few go there, and not when it is known', () => {
  const usual = Array.from({ length: 20 }, (_, at) => member(at, {}));
  const members = [...usual, member(20, {}, 'eve@elsewhere.test')];
  expect(reasons(members).at(-1)).toBe('goes to elsewhere.test, where nothing of this kind went before');
  expect(reasons(members, ['elsewhere.test']).at(-1)).toBeNull();
});

test('no evidence stands out where the others have some', () => {
  const evidence = [{ source: 'ticket 1', trust: 'untrusted', quote: 'late', start: null, end: null }];
  const members = Array.from({ length: 6 }, (_, at) => member(at, at === 2 ? {} : { evidence }));
  expect(reasons(members)[2]).toBe('has no evidence, as the others have');
});

test('fewer than five members have no usual value', () => {
  expect(reasons([1, 1, 1, 900].map((main, at) => member(at, euros(main))))).toEqual([null, null, null, null]);
});

test('one wild value moves neither the middle nor the spread that it is measured by', () => {
  expect(usualOf([10, 11, 12, 13, 1_000_000])).toEqual({ middle: 12, spread: 1.4826 });
});

test('one member for each digit of their number is opened first, the same ones for the same person each time', () => {
  expect([1, 2, 9, 10, 99, 100, 10_000].map(samplesNeeded)).toEqual([0, 1, 1, 2, 2, 3, 5]);
  const items = Array.from({ length: 40 }, (_, at) => ({ approvalId: `a${at}`, envelopeHash: `h${at}`, version: 1 }));
  const chosen = samplesOf(items, 'ada');
  expect(chosen).toHaveLength(2);
  expect(samplesOf(items.toReversed(), 'ada')).toEqual(chosen);
  expect(samplesOf(items, 'ben')).not.toEqual(chosen);
  // Leaving out one that was not chosen chooses no others.
  expect(
    samplesOf(
      items.filter((item) => chosen.includes(item) || item.approvalId !== 'a0'),
      'ada',
    ),
  ).toEqual(chosen);
});
