import { weekdays, type TimeTest } from '../../../../shared/domain/policy-condition.ts';

const stepMs = 5 * 60 * 1000;
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
