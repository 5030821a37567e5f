import { expect, test } from 'vitest';
import { timeFrom } from '../../../shared/domain/local-time.ts';
import { defaultNotifications, type Notice, type NotificationSettings } from '../../../shared/domain/notifications.ts';
import { createNotifier } from '../../../shared/domain/notifier.ts';

/** Wednesday 2026-11-18 21:00 in Berlin. */
const evening = Date.UTC(2026, 10, 18, 20);
const minute = 60_000;
const nights: NotificationSettings['quiet'] = { zone: 'Europe/Berlin', from: '22:00', until: '07:00' };

function opened(settings: Partial<NotificationSettings> = {}, startMs = evening) {
  let nowMs = startMs;
  let timer: { atMs: number; call: () => void } | null = null;
  const shown: (Notice & { atMs: number })[] = [];
  const notifier = createNotifier(
    {
      now: () => nowMs,
      after(ms, call) {
        const mine = { atMs: nowMs + ms, call };
        timer = mine;
        return () => {
          if (timer === mine) timer = null;
        };
      },
      show: (notice) => void shown.push({ ...notice, atMs: nowMs }),
    },
    { ...defaultNotifications, ...settings },
  );
  return {
    notifier,
    shown,
    stands: (waiting: number, attention = 0, stops = 0) => notifier.stands({ waiting, attention, stops }),
    passUntil(ms: number) {
      for (let due = timer; due !== null && due.atMs <= ms; due = timer) {
        nowMs = Math.max(nowMs, due.atMs);
        timer = null;
        due.call();
      }
      nowMs = ms;
    },
  };
}

test('what is found at the first look is no news; what comes after is told together, and not again', () => {
  const { stands, shown, passUntil } = opened();
  stands(4);
  passUntil(evening + minute);
  expect(shown).toEqual([]);
  for (let n = 5; n <= 1_000; n += 1) stands(n);
  passUntil(evening + 2 * minute);
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    ['996 more actions wait for a decision', '1,000 wait in all.'],
  ]);
  passUntil(evening + 60 * minute);
  expect(shown).toHaveLength(1);
});

test('what was decided before it was told is not told', () => {
  const { stands, shown, passUntil } = opened();
  stands(0);
  stands(3);
  stands(0);
  passUntil(evening + minute);
  expect(shown).toEqual([]);
  stands(2);
  stands(1);
  passUntil(evening + 2 * minute);
  expect(shown.map(({ title }) => title)).toEqual(['1 action waits for a decision']);
});

test('notifications come half a minute apart at the least, however much comes up', () => {
  const { stands, shown, passUntil } = opened();
  stands(0);
  for (let second = 1; second <= 120; second += 1) {
    stands(second);
    passUntil(evening + second * 1_000);
  }
  const apart = shown.slice(1).map(({ atMs }, index) => atMs - (shown[index]?.atMs ?? 0));
  expect(shown.length).toBeGreaterThan(2);
  expect(Math.min(...apart)).toBeGreaterThanOrEqual(30_000);
});

test('in quiet hours nothing is shown; when they end all of it is told once', () => {
  const { stands, shown, passUntil } = opened({ quiet: nights });
  stands(0);
  passUntil(evening + 90 * minute);
  stands(2);
  passUntil(evening + 200 * minute);
  stands(5, 1);
  const morning = evening + 10 * 60 * minute;
  passUntil(morning - 1);
  expect(shown).toEqual([]);
  passUntil(morning + 1);
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    ['Meanwhile: 5 actions wait for a decision', '1 run has failed or cannot go on without a person.'],
  ]);
});

test('a stop and what is about to expire break quiet hours, unless a person said no', () => {
  const loud = opened({ quiet: nights }, evening + 120 * minute);
  loud.stands(1);
  loud.notifier.reminded(1);
  loud.stands(1, 0, 1);
  loud.passUntil(evening + 125 * minute);
  expect(loud.shown.map(({ title, body }) => [title, body])).toEqual([
    ['The emergency stop is on: no action is sent', '1 action is about to expire unanswered. 1 wait in all.'],
  ]);
  const still = opened({ quiet: nights, breaksQuiet: false }, evening + 120 * minute);
  still.stands(1);
  still.stands(1, 0, 1);
  still.passUntil(evening + 125 * minute);
  expect(still.shown).toEqual([]);
});

test('a digest comes by the hour, or once a day at its minute in its zone; a stop does not wait for it', () => {
  const hourly = opened({ digest: 'hourly' }, evening + 10 * minute);
  hourly.stands(0);
  hourly.stands(3);
  hourly.passUntil(evening + 60 * minute + 1);
  expect(hourly.shown.map(({ atMs }) => atMs)).toEqual([evening + 60 * minute]);
  const daily = opened({ digest: 'daily', digestMinute: 9 * 60, zone: 'Europe/Berlin' });
  daily.stands(0);
  daily.stands(3);
  daily.passUntil(evening + 12 * 60 * minute - 1);
  expect(daily.shown).toEqual([]);
  daily.stands(3, 0, 1);
  daily.passUntil(evening + 12 * 60 * minute + minute);
  expect(daily.shown.map(({ title }) => title)).toEqual(['The emergency stop is on: no action is sent']);
});

test('turned off it tells nothing, and not what came up meanwhile when it is turned on', () => {
  const { notifier, stands, shown, passUntil } = opened();
  stands(0);
  notifier.settings({ ...defaultNotifications, isOn: false });
  stands(5);
  passUntil(evening + 60 * minute);
  notifier.settings(defaultNotifications);
  passUntil(evening + 120 * minute);
  expect(shown).toEqual([]);
});

test('hours that go past midnight, hours of some days, and hours that never come', () => {
  expect(timeFrom({ zone: 'Europe/Berlin', from: '22:00', until: '07:00', outside: true }, evening + 61 * minute)).toBe(
    evening + 10 * 60 * minute,
  );
  const weekend = { zone: 'Europe/Berlin', days: ['sat' as const, 'sun' as const] };
  expect(timeFrom(weekend, evening)).toBe(Date.UTC(2026, 10, 20, 23));
  expect(timeFrom({ ...weekend, outside: true }, evening)).toBe(evening);
});
