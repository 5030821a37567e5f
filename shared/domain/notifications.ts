import { z } from 'zod';
import { timeFrom, timeHolds } from './local-time.ts';
import { timeTestSchema } from './policy-condition.ts';

export const digests = ['off', 'hourly', 'daily'] as const;

/** When and how one person is told of what waits, outside the page they look at. */
export const notificationSettingsSchema = z.object({
  isOn: z.boolean(),
  /** Hours in which nothing is shown; what came up is told in one piece when they are over. Null: none. */
  quiet: timeTestSchema.nullable(),
  /** A stop, and what is about to expire, are told in quiet hours too. */
  breaksQuiet: z.boolean(),
  /** Instead of telling soon, once an hour or a day. */
  digest: z.enum(digests),
  /** When the daily one comes: minutes past midnight, in the zone below. */
  digestMinute: z.number().int().min(0).max(1439),
  zone: z.string().min(1).max(80),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

export const defaultNotifications: NotificationSettings = {
  isOn: true,
  quiet: null,
  breaksQuiet: true,
  digest: 'off',
  digestMinute: 9 * 60,
  zone: 'UTC',
};

/** What stands now, in numbers; words of what waits are for the page alone: a locked screen shows notifications. */
export interface Tally {
  readonly waiting: number;
  readonly attention: number;
  readonly stops: number;
}

/** What has come up since somebody was told. */
export interface News extends Tally {
  /** About to expire with nobody having answered. */
  readonly reminders: number;
}

export const noNews: News = { waiting: 0, attention: 0, stops: 0, reminders: 0 };

export function hasNews({ waiting, attention, stops, reminders }: News): boolean {
  return waiting + attention + stops + reminders > 0;
}

/** What is new between two looks, added to what was not told yet and cut to what still stands. */
export function newsSince(before: Tally, now: Tally, untold: News): News {
  const gained = (was: number, is: number, had: number): number => Math.min(is, had + Math.max(0, is - was));
  return {
    waiting: gained(before.waiting, now.waiting, untold.waiting),
    attention: gained(before.attention, now.attention, untold.attention),
    stops: gained(before.stops, now.stops, untold.stops),
    // Nothing waits, so nothing can expire.
    reminders: now.waiting === 0 ? 0 : untold.reminders,
  };
}

const soonMs = 1_500;
/** Between two notifications, so that a run that asks a thousand times is one piece of news. */
const apartMs = 30_000;

/** When news is told, at `nowMs` at the earliest; null: never. Pure. */
export function tellAt(settings: NotificationSettings, news: News, nowMs: number, lastToldMs: number): number | null {
  if (!settings.isOn || !hasNews(news)) return null;
  const isUrgent = news.stops + news.reminders > 0;
  const soon = Math.max(nowMs + soonMs, lastToldMs + apartMs);
  const wanted = isUrgent ? soon : (digestAt(settings, nowMs) ?? soon);
  const { quiet } = settings;
  if (quiet === null || (isUrgent && settings.breaksQuiet) || !timeHolds(quiet, wanted)) return wanted;
  return timeFrom({ ...quiet, outside: quiet.outside !== true }, wanted);
}

const hourMs = 60 * 60 * 1000;

function digestAt({ digest, digestMinute, zone }: NotificationSettings, nowMs: number): number | null {
  if (digest === 'off') return null;
  if (digest === 'hourly') return Math.floor(nowMs / hourMs + 1) * hourMs;
  const clock = (minute: number): string =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  const minute = { zone, from: clock(digestMinute), until: clock((digestMinute + 1) % 1440) };
  return timeFrom(minute, nowMs + 60_000);
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Where the console opens. */
  readonly place: string;
}

const whole = (count: number): string => count.toLocaleString('en');

/** The words of a notification: counts, and never what waits. `isLate`: it was kept back for quiet hours or a digest. */
export function noticeOf(news: News, now: Tally, isLate: boolean): Notice {
  const { waiting, attention, stops, reminders } = news;
  const said: { readonly text: string; readonly place: string }[] = [];
  if (stops > 0) said.push({ text: 'The emergency stop is on: no action is sent', place: '#/inbox' });
  if (reminders > 0)
    said.push({
      text: `${reminders === 1 ? '1 action is' : `${whole(reminders)} actions are`} about to expire unanswered`,
      place: '#/inbox',
    });
  if (waiting > 0)
    said.push({
      text: `${whole(waiting)}${now.waiting > waiting ? ' more' : ''} ${waiting === 1 ? 'action waits' : 'actions wait'} for a decision`,
      place: '#/inbox',
    });
  if (attention > 0)
    said.push({
      text: `${attention === 1 ? '1 run has' : `${whole(attention)} runs have`} failed or cannot go on without a person`,
      place: '#/runs',
    });
  const [first, ...rest] = said;
  const standing = now.waiting > waiting ? [`${whole(now.waiting)} wait in all.`] : [];
  return {
    title: `${isLate && stops + reminders === 0 ? 'Meanwhile: ' : ''}${first?.text ?? 'Nothing new'}`,
    body: [...rest.map(({ text }) => `${text}.`), ...standing].join(' '),
    place: first?.place ?? '#/inbox',
  };
}
