import { expect, test } from 'vitest';
import { moneyWords, readMoney, type MoneyFault } from '../../shared/domain/money.ts';
import { policySchema } from '../../shared/domain/policy.ts';

const micros = (amount: string, currency = 'EUR'): number | MoneyFault => {
  const read = readMoney(amount, currency);
  return read.ok ? read.money.micros : read.code;
};

test('an amount is read to its last digit, without a number in between that could round it', () => {
  expect(micros('0.07')).toBe(70_000);
  expect(micros('25')).toBe(25_000_000);
  expect(micros('25.00')).toBe(25_000_000);
  expect(micros('9007199254.74')).toBe(9_007_199_254_740_000);
  expect(micros('1.234', 'KWD')).toBe(1_234_000);
  expect(micros('1.0000000000', 'EUR')).toBe(1_000_000);
  expect(micros('0')).toBe(0);
});

test('what is no exact sum is refused by a code that says why', () => {
  expect(micros('-1.00')).toBe('amount-negative');
  expect(micros('1.005')).toBe('amount-too-precise');
  expect(micros('1.5', 'JPY')).toBe('amount-too-precise');
  expect(micros('9007199254.75')).toBe('amount-too-large');
  expect(micros('9'.repeat(400))).toBe('amount-too-large');
  for (const text of ['', ' 1', '1e3', '1,000', '+1', '.5', '1.', '007', '0x10', 'NaN', '１'])
    expect([text, micros(text)]).toEqual([text, 'amount-malformed']);
  for (const code of ['eur', 'XXX', 'DEM', 'EURO', ''])
    expect([code, micros('1', code)]).toEqual([code, 'currency-unknown']);
});

test('a sum is told with the decimals of its currency', () => {
  expect(moneyWords({ micros: 250_500_000, currency: 'EUR' })).toBe('250.50 EUR');
  expect(moneyWords({ micros: 1_000_000, currency: 'JPY' })).toBe('1 JPY');
});

test('a policy whose amount is no exact sum, or says nothing, is refused at its field', () => {
  const issuesOf = (amount: unknown) =>
    policySchema
      .safeParse({
        id: 'p',
        version: 1,
        title: 'p',
        rules: [{ id: 'r', when: { amount }, outcome: 'gate', sentence: '' }],
      })
      .error?.issues.map((issue) => issue.path.slice(4).join('.'));
  expect(issuesOf({ currency: 'EUR', below: '100' })).toBeUndefined();
  expect(issuesOf({ currency: 'EUR', below: '100.001' })).toEqual(['below']);
  expect(issuesOf({ currency: 'ABC', below: '100' })).toEqual(['currency']);
  expect(issuesOf({ currency: 'EUR' })).toEqual(['']);
  expect(issuesOf({ currency: 'EUR', below: 100 })).toEqual(['below']);
});
