import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountWords, limitOf, moneyOf, writtenAmount } from '../../../shared/domain/amounts.ts';
import { dayOf } from '../../../shared/domain/budget.ts';

test('an amount is read as it is written, and a hundredth of a cent is not lost', () => {
  expect(moneyOf('2.5 eur')).toEqual({ measure: 'money:EUR', amount: 2_500_000 });
  expect(moneyOf('0.000123USD')).toEqual({ measure: 'money:USD', amount: 123 });
  expect(limitOf('wall', '1.5m')).toEqual({ measure: 'wall', amount: 90_000 });
  expect(limitOf('tokens', '10000')).toEqual({ measure: 'tokens', amount: 10_000 });
  for (const [name, value] of [
    ['tokens', '1.5'],
    ['tokens', '-1'],
    ['tokens', ''],
    ['tokens', '9'.repeat(20)],
    ['money', '2,50 EUR'],
    ['money', '2.50'],
    ['money', '0.0000001 EUR'],
    ['wall', '10'],
    ['hours', '3'],
    ['money:EUR', '3'],
  ] as const)
    expect(limitOf(name, value), `${name}=${value}`).toBeNull();
});

test('whatever is written for a command line is read back as the same amount', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('tokens', 'steps', 'wall', 'money:EUR', 'money:JPY', 'money:KWD'),
      fc.integer({ min: 1, max: 9_000_000_000 }),
      (measure, amount) => {
        const name = measure.startsWith('money:') ? 'money' : measure;
        expect(limitOf(name, writtenAmount(measure, amount))).toEqual({ measure, amount });
      },
    ),
  );
});

test('amounts are said with the digits of their currency, and more only where they matter', () => {
  expect(amountWords('money:EUR', 2_500_000)).toBe('2.50 EUR');
  expect(amountWords('money:EUR', 71_230)).toBe('0.07123 EUR');
  expect(amountWords('money:JPY', 3_000_000)).toBe('3 JPY');
  expect(amountWords('tool-calls', 1)).toBe('1 tool call');
  expect(amountWords('wall', 90_000)).toBe('90 s of work');
});

test('a day begins at midnight of its zone, also where clocks are changed', () => {
  expect(dayOf(Date.UTC(2026, 2, 10, 23), 'UTC')).toBe('2026-03-10');
  expect(dayOf(Date.UTC(2026, 2, 10, 23), 'Europe/Berlin')).toBe('2026-03-11');
  expect(dayOf(Date.UTC(2026, 2, 29, 21, 59), 'Europe/Berlin')).toBe('2026-03-29');
  expect(dayOf(Date.UTC(2026, 2, 29, 22), 'Europe/Berlin')).toBe('2026-03-30');
  expect(dayOf(Date.UTC(2026, 0, 1, 18, 15), 'Asia/Kathmandu')).toBe('2026-01-02');
});
