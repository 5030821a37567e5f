import {
  hasNews,
  newsSince,
  noNews,
  noticeOf,
  tellAt,
  type News,
  type Notice,
  type NotificationSettings,
  type Tally,
} from './notifications.ts';

export interface NotifierPorts {
  /** Wall time, ms. */
  readonly now: () => number;
  /** Calls once after so many ms; the result cancels. */
  readonly after: (ms: number, call: () => void) => () => void;
  readonly show: (notice: Notice) => void;
}

export interface Notifier {
  /** How it stands now. The first look is what somebody finds who opens the console: no news. */
  stands(now: Tally): void;
  /** So many items are about to expire that were not a moment ago. */
  reminded(many: number): void;
  settings(next: NotificationSettings): void;
  close(): void;
}

/** A timer is set again at least this often: a computer that slept has late ones. */
const longestWaitMs = 15 * 60 * 1000;
/** Told later than this after it came up, it was kept back. */
const lateMs = 2 * 60 * 1000;

/** Tells one person what has come up: together, not in quiet hours, and only what still stands when it is told. */
export function createNotifier(ports: NotifierPorts, first: NotificationSettings): Notifier {
  let settings = first;
  let standing: Tally | null = null;
  let untold: News = noNews;
  let untoldSinceMs = 0;
  let lastToldMs = Number.NEGATIVE_INFINITY;
  let disarm: () => void = () => {};

  function have(news: News): void {
    if (!hasNews(untold) && hasNews(news)) untoldSinceMs = ports.now();
    untold = settings.isOn ? news : noNews;
    arm();
  }

  function arm(): void {
    disarm();
    const nowMs = ports.now();
    const atMs = tellAt(settings, untold, untoldSinceMs, lastToldMs);
    if (atMs === null) return;
    disarm = ports.after(Math.min(longestWaitMs, Math.max(0, atMs - nowMs)), ring);
  }

  function ring(): void {
    const nowMs = ports.now();
    const atMs = tellAt(settings, untold, untoldSinceMs, lastToldMs);
    if (atMs === null || standing === null) return;
    if (nowMs < atMs) return arm();
    const notice = noticeOf(untold, standing, nowMs - untoldSinceMs > lateMs);
    untold = noNews;
    lastToldMs = nowMs;
    ports.show(notice);
  }

  return {
    stands(now) {
      const before = standing ?? now;
      standing = now;
      have(newsSince(before, now, untold));
    },
    reminded(many) {
      if (standing !== null && many > 0) have({ ...untold, reminders: untold.reminders + many });
    },
    settings(next) {
      settings = next;
      have(untold);
    },
    close: () => disarm(),
  };
}
