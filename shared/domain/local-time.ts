import { weekdays, type TimeTest } from './policy-condition.ts';

const minuteMs = 60 * 1000;
const dayMinutes = 24 * 60;
const stepMs = 5 * minuteMs;
const weekMs = 8 * 24 * 60 * 60 * 1000;

/** Whether an instant lies in these hours. A day that goes on past midnight is the day it began on. */
export function timeHolds(test: TimeTest, atMs: number): boolean {
  const { day, minute } = localTime(atMs, test.zone);
  return isInside(test, day, minute) !== (test.outside === true);
}

export function timeFound(test: TimeTest, atMs: number): string {
  const { day, minute } = localTime(atMs, test.zone);
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `it was ${dayNames[day]} ${clock} in ${test.zone}`;
}

/** The next instant that meets the test, to five minutes; null where none of the coming week does. */
export function timeMeeting(test: TimeTest, atMs: number): number | null {
  for (let later = atMs; later < atMs + weekMs; later += stepMs) if (timeHolds(test, later)) return later;
  return null;
}

/**
 * The next instant that meets the test, to the minute; null where none of the coming week does. It goes from one edge of
 * the hours to the next, so on the day the clocks change it may be an hour late.
 */
export function timeFrom(test: TimeTest, atMs: number): number | null {
  const edges = [0, ...[test.from, test.until].flatMap((clock) => (clock === undefined ? [] : [minuteOf(clock)]))];
  for (let later = atMs; later < atMs + weekMs;) {
    if (timeHolds(test, later)) return later;
    const { minute } = localTime(later, test.zone);
    const ahead = Math.min(...edges.map((edge) => (edge - minute + dayMinutes) % dayMinutes || dayMinutes));
    later = (Math.floor(later / minuteMs) + ahead) * minuteMs;
  }
  return null;
}

function isInside({ days, from, until }: TimeTest, day: number, minute: number): boolean {
  const isDay = (of: number): boolean => days === undefined || days.includes(weekdays[(of + 7) % 7] ?? 'mon');
  if (from === undefined || until === undefined) return isDay(day);
  const begin = minuteOf(from);
  const end = minuteOf(until);
  if (begin < end) return isDay(day) && minute >= begin && minute < end;
  return (minute >= begin && isDay(day)) || (minute < end && isDay(day - 1));
}

function minuteOf(clock: string): number {
  const [hour = '0', minute = '0'] = clock.split(':');
  return Number(hour) * 60 + Number(minute);
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** `day` counts from Monday, 0. */
function localTime(atMs: number, zone: string): { readonly day: number; readonly minute: number } {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(zone, known);
  const parts = new Map(known.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = weekdays.findIndex((name) => name === parts.get('weekday')?.toLowerCase());
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}
