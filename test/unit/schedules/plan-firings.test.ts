import { expect, test } from 'vitest';
import { readCron } from '../../../electron/runtime/schedules/cron.ts';
import { jitterOf, mostCaughtUp, planFirings } from '../../../electron/runtime/schedules/plan-firings.ts';
import type { CatchUp } from '../../../shared/domain/schedule.ts';

const hour = 3_600_000;
const at = (text: string): number => Date.parse(`${text}Z`);
const hourly = readCron('0 * * * *', 'UTC');
const none = (): number => 0;
const all: CatchUp = { rule: 'all', maxAgeMs: null };
const one: CatchUp = { rule: 'one', maxAgeMs: null };
const skip: CatchUp = { rule: 'skip', maxAgeMs: null };

test('before its time nothing fires, and at its time exactly one firing does', () => {
  const nextAtMs = at('2026-01-01T05:00');
  expect(planFirings(hourly, { nextAtMs, nowMs: nextAtMs - 1, catchUp: one }, none)).toEqual({
    fire: [],
    missed: null,
    nextAtMs,
  });
  expect(planFirings(hourly, { nextAtMs, nowMs: nextAtMs + 30_000, catchUp: skip }, none)).toEqual({
    fire: [nextAtMs],
    missed: null,
    nextAtMs: nextAtMs + hour,
  });
});

test('after a night of sleep the rule decides: none, the latest, or all of what was missed', () => {
  const nextAtMs = at('2026-01-01T00:00');
  const nowMs = at('2026-01-01T05:30');
  const plan = (catchUp: CatchUp) => planFirings(hourly, { nextAtMs, nowMs, catchUp }, none);
  expect(plan(skip)).toEqual({
    fire: [],
    missed: { fromMs: nextAtMs, toMs: at('2026-01-01T05:00') },
    nextAtMs: at('2026-01-01T06:00'),
  });
  expect(plan(one)).toEqual({
    fire: [at('2026-01-01T05:00')],
    missed: { fromMs: nextAtMs, toMs: at('2026-01-01T04:00') },
    nextAtMs: at('2026-01-01T06:00'),
  });
  expect(plan(all).fire).toEqual([0, 1, 2, 3, 4, 5].map((hours) => nextAtMs + hours * hour));
  expect(plan(all).missed).toBeNull();
});

test('what is older than the rule allows is not made up for', () => {
  const nextAtMs = at('2026-01-01T00:00');
  const nowMs = at('2026-01-01T05:30');
  const recent = planFirings(hourly, { nextAtMs, nowMs, catchUp: { rule: 'all', maxAgeMs: 2 * hour } }, none);
  expect(recent.fire).toEqual([at('2026-01-01T04:00'), at('2026-01-01T05:00')]);
  expect(recent.missed).toEqual({ fromMs: nextAtMs, toMs: at('2026-01-01T03:00') });
  const stale = planFirings(hourly, { nextAtMs, nowMs, catchUp: { rule: 'one', maxAgeMs: 60_000 } }, none);
  expect(stale.fire).toEqual([]);
});

test('a firing that is due just as the machine wakes happens, even where missed ones are skipped', () => {
  const plan = planFirings(
    hourly,
    { nextAtMs: at('2026-01-01T00:00'), nowMs: at('2026-01-01T05:00') + 5_000, catchUp: skip },
    none,
  );
  expect(plan.fire).toEqual([at('2026-01-01T05:00')]);
  expect(plan.missed).toEqual({ fromMs: at('2026-01-01T00:00'), toMs: at('2026-01-01T04:00') });
});

test('a year of missed minutes costs a bounded number of firings', () => {
  const minutely = readCron('* * * * *', 'UTC');
  const nowMs = at('2027-01-01T00:00') + 90_000;
  const plan = planFirings(minutely, { nextAtMs: at('2026-01-01T00:00'), nowMs, catchUp: all }, none);
  expect(plan.fire).toHaveLength(mostCaughtUp);
  expect(plan.fire.at(-1)).toBe(at('2027-01-01T00:01'));
  expect(plan.missed?.fromMs).toBe(at('2026-01-01T00:00'));
  expect(plan.nextAtMs).toBe(at('2027-01-01T00:02'));
});

test('jitter puts a firing off by a share of its own, the same at every look, and a missed one is not fired before it', () => {
  const jitter = (nominal: number): number => jitterOf('s', nominal, 10 * 60_000);
  const nextAtMs = at('2026-01-01T05:00');
  expect(jitter(nextAtMs)).toBe(jitterOf('s', nextAtMs, 10 * 60_000));
  const dueMs = nextAtMs + jitter(nextAtMs);
  expect(planFirings(hourly, { nextAtMs, nowMs: dueMs - 1, catchUp: one }, jitter).fire).toEqual([]);
  expect(planFirings(hourly, { nextAtMs, nowMs: dueMs, catchUp: one }, jitter).fire).toEqual([nextAtMs]);
  const spread = new Set(Array.from({ length: 200 }, (_, hours) => jitterOf('s', hours * hour, 60_000)));
  expect(Math.min(...spread)).toBeLessThan(3_000);
  expect(Math.max(...spread)).toBeGreaterThan(57_000);
});

test('the newest missed instant that its jitter still puts off comes next, and is fired once', () => {
  const late = (): number => 20 * 60_000;
  const nowMs = at('2026-01-01T05:10');
  const plan = planFirings(hourly, { nextAtMs: at('2026-01-01T00:00'), nowMs, catchUp: one }, late);
  expect(plan.fire).toEqual([at('2026-01-01T04:00')]);
  expect(plan.nextAtMs).toBe(at('2026-01-01T05:00'));
});

test('at half past two on the nights the clocks change, a daily firing happens once each day', () => {
  const daily = readCron('30 2 * * *', 'Europe/Berlin');
  const spring = daily.next(at('2026-03-28T12:00')) ?? 0;
  expect(spring - (daily.next(at('2026-03-27T12:00')) ?? 0)).toBeLessThanOrEqual(24 * hour);
  expect(daily.next(spring)).toBe(at('2026-03-30T00:30'));
  const autumn = daily.next(at('2026-10-24T12:00')) ?? 0;
  expect(daily.next(autumn)).toBe(at('2026-10-26T01:30'));
});

test('a wrong expression and an unknown time zone are told apart in words', () => {
  expect(() => readCron('99 * * * *', 'UTC')).toThrow('"99 * * * *" is not a cron expression');
  expect(() => readCron('0 7 * * *', 'Mars/Olympus')).toThrow('"Mars/Olympus" is not a time zone.');
});
