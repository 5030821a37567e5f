import { expect, test } from 'vitest';
import { clockJump, createTrustedTime, jumpLimitMs } from '../../../electron/runtime/store/trusted-time.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = { floorMs: 0, aheadMs: null };

test('a jump is a step of the wall clock of more than 24 hours against the time that passed', () => {
  const before = { wallMs: 1_000, monotonicMs: 10 };
  expect(clockJump(before, { wallMs: 1_000 + 30 * day, monotonicMs: 10 + 30 * day })).toBeNull();
  expect(clockJump(before, { wallMs: 1_000 + jumpLimitMs, monotonicMs: 10 })).toBeNull();
  expect(clockJump(before, { wallMs: 1_001 + jumpLimitMs, monotonicMs: 10 })).toBe(jumpLimitMs + 1);
  expect(clockJump(before, { wallMs: 1_000 - 30 * day, monotonicMs: 10 })).toBeNull();
});

test('while a jump is not confirmed, trusted time goes on from before it', () => {
  const clock = createFakeClock();
  const time = createTrustedTime(clock, start);
  const honest = time.now();
  clock.setWall(honest + 10 * day);
  expect(time.aheadMs()).toBe(10 * day);
  expect(time.now()).toBe(honest);
  clock.pass(hour);
  expect(time.now()).toBe(honest + hour);
  expect(time.stamp()).toBe(honest + hour);
  time.accept();
  expect(time.aheadMs()).toBeNull();
  expect(time.now()).toBe(honest + 10 * day + hour);
});

test('a clock that is set back again has changed nothing, though much was written meanwhile', () => {
  const clock = createFakeClock();
  const time = createTrustedTime(clock, start);
  const honest = time.stamp();
  clock.setWall(honest + 10 * day);
  clock.pass(hour);
  time.stamp();
  clock.setWall(honest + hour);
  expect(time.aheadMs()).toBeNull();
  expect(time.stamp()).toBe(honest + hour);
});

test('a jump that nobody has confirmed outlives the process', () => {
  const clock = createFakeClock();
  const before = createTrustedTime(clock, start);
  const honest = before.stamp();
  clock.setWall(honest + 10 * day);
  const aheadMs = before.aheadMs();
  const after = createTrustedTime(clock, { floorMs: honest, aheadMs });
  expect(after.aheadMs()).toBe(10 * day);
  expect(after.now()).toBe(honest);
  clock.setWall(honest + hour);
  const mended = createTrustedTime(clock, { floorMs: honest, aheadMs });
  expect(mended.aheadMs()).toBeNull();
  expect(mended.now()).toBe(honest + hour);
});

test('time while Lanekeeper was not running is no jump', () => {
  const clock = createFakeClock();
  const time = createTrustedTime(clock, { floorMs: clock.now() - 90 * day, aheadMs: null });
  expect(time.aheadMs()).toBeNull();
  expect(time.now()).toBe(clock.now());
});

test('short sleeps never add up to a jump', () => {
  const clock = createFakeClock();
  const time = createTrustedTime(clock, start);
  for (let night = 0; night < 30; night += 1) {
    clock.setWall(clock.now() + 9 * hour);
    expect(time.aheadMs()).toBeNull();
    expect(time.now()).toBe(clock.now());
  }
});

test('a clock set back by days and then mended is not held', () => {
  const clock = createFakeClock();
  const time = createTrustedTime(clock, start);
  const honest = time.stamp();
  clock.setWall(honest - 5 * day);
  clock.pass(hour);
  expect(time.now()).toBe(honest + hour);
  clock.setWall(honest + hour);
  expect(time.aheadMs()).toBeNull();
  expect(time.now()).toBe(honest + hour);
});

test('a leap is trusted time going on without time passing: a sleep, or a jump once it is confirmed; nothing else', () => {
  const clock = createFakeClock();
  let leaps = 0;
  const time = createTrustedTime(clock, start, () => (leaps += 1));
  clock.pass(100 * day);
  clock.setWall(clock.now() + 1_000);
  expect(time.leaptAtMs()).toBe(Number.NEGATIVE_INFINITY);
  clock.setWall(clock.now() + 9 * hour);
  clock.pass(hour);
  const woke = time.now();
  expect(time.leaptAtMs()).toBe(woke);
  clock.setWall(clock.now() - 5 * day);
  clock.pass(hour);
  time.stamp();
  clock.setWall(woke + hour);
  expect(time.leaptAtMs()).toBe(woke);
  clock.setWall(woke + hour + 10 * day);
  expect(time.leaptAtMs()).toBe(woke);
  expect(leaps).toBe(1);
  time.accept();
  expect(time.leaptAtMs()).toBe(woke + hour + 10 * day);
  expect(leaps).toBe(2);
});
