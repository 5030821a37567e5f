import { expect, test } from 'vitest';
import { windowIn } from '../../../electron/runtime/assistant/time-window.ts';
import { wordsOf } from '../../../electron/runtime/assistant/words.ts';

const hourMs = 3_600_000;
const dayStartMs = new Date(2026, 10, 21).getTime();
const nowMs = dayStartMs + 12 * hourMs;

function hours(question: string): unknown {
  const window = windowIn(wordsOf(question), { moment: { nowMs, dayStartMs }, take: () => {} });
  if (window === null) return null;
  const from = (atMs: number | null): number | null => (atMs === null ? null : (atMs - dayStartMs) / hourMs);
  return [window.name, from(window.sinceMs), from(window.beforeMs)];
}

test('a span of time begins and ends where its words say, in hours from midnight of a Saturday', () => {
  expect(hours('what failed today')).toEqual(['today', 0, null]);
  expect(hours('what failed yesterday')).toEqual(['yesterday', -24, 0]);
  expect(hours('what failed since yesterday')).toEqual(['since yesterday', -24, null]);
  expect(hours('what failed last night')).toEqual(['last night', -6, 6]);
  expect(hours('what failed this afternoon')).toEqual(['this afternoon', 12, null]);
  expect(hours('what failed on Friday')).toEqual(['on Friday', -24, 0]);
  expect(hours('what failed since last Monday')).toEqual(['since Monday', -120, null]);
  expect(hours('what failed in the past three hours')).toEqual(['in the last 3 hours', 9, null]);
  expect(hours('what failed in the last couple of hours')).toEqual(['in the last 2 hours', 10, null]);
  expect(hours('why did the last run fail')).toBeNull();
});
