import { expect, test } from 'vitest';
import { riskReason, urgency } from '../../../shared/domain/approval-risk.ts';
import { riskOf } from '../../../electron/runtime/approvals/risk.ts';
import { startMs, waitingItem } from './sample-item.ts';

const { facts } = waitingItem().effect;
const calm = { ...facts, leaves: false, canCompensate: true };
const hourMs = 3_600_000;

test('each fact of an action doubles what it puts at stake, two people twice, and every tenfold of money once more', () => {
  expect(riskOf({ tier: 'gate', facts: calm })).toEqual({ risk: 1, riskFactors: [] });
  expect(riskOf({ tier: 'gate', facts: { ...calm, leaves: true } }).risk).toBe(2);
  expect(riskOf({ tier: 'gate-two', facts: calm })).toEqual({ risk: 4, riskFactors: ['two-people'] });
  const moving = (micros: number): number =>
    riskOf({ tier: 'gate', facts: { ...calm, money: { micros, currency: 'EUR' } } }).risk;
  expect([1, 50, 100, 1_000, 99_000_000_000].map((main) => moving(main * 1_000_000))).toEqual([2, 2, 4, 8, 64]);
  const everything = { ...facts, effectClass: 'critical', people: 1_200, uninspectable: ['params.x'] };
  expect(riskOf({ tier: 'gate-two', facts: everything }).riskFactors).toEqual([
    'two-people',
    'many-people',
    'critical',
    'cannot-be-undone',
    'leaves-this-machine',
    'unreadable',
  ]);
});

test('twice the risk weighs as much as half the time, and the last minute is not endlessly urgent', () => {
  const at = (risk: number, leftMs: number): number => urgency(risk, startMs + leftMs, startMs);
  expect(at(2, 4 * hourMs)).toBe(at(1, 2 * hourMs));
  expect(at(1, hourMs)).toBeGreaterThan(at(16, 17 * hourMs));
  expect(at(1, 10)).toBe(at(1, 60_000));
  expect(at(1, -5)).toBe(at(1, 60_000));
});

test('the place of an item is said in words, its time only when that is short', () => {
  const item = { riskFactors: ['two-people', 'leaves-this-machine'] as const, expiresAtMs: startMs + 20 * 60_000 };
  expect(riskReason(item, '20 min', startMs)).toBe('two people, external, expires in 20 min');
  expect(riskReason({ riskFactors: [], expiresAtMs: startMs + 48 * hourMs }, '2 d', startMs)).toBeNull();
});
