import { Cron } from 'croner';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** The instants of one cron expression. In the hour a clock skips, a firing moves; in the hour it repeats, it happens once. */
export interface CronTimes {
  /** The first instant after `afterMs`; null when there is none. */
  next(afterMs: AtMs): AtMs | null;
  /** Up to `most` instants at or before `atMs`, newest first. */
  back(atMs: AtMs, most: number): readonly AtMs[];
}

/** Refuses with `invalid-input`, and says which of the two is wrong. */
export function readCron(expression: string, timeZone: string): CronTimes {
  if (!isTimeZone(timeZone))
    throw new LanekeeperError('invalid-input', `"${timeZone}" is not a time zone.`, {
      hint: 'Use an IANA name, such as Europe/Berlin or UTC.',
    });
  let cron: Cron;
  try {
    cron = new Cron(expression, { timezone: timeZone, paused: true });
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/^Cron\w*: |\.+$/g, '');
    throw new LanekeeperError('invalid-input', `"${expression}" is not a cron expression: ${why}.`, {
      hint: 'Five fields: minute, hour, day of month, month, day of week. "0 7 * * MON-FRI" is seven o’clock on working days.',
      cause,
    });
  }
  return {
    next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null,
    back: (atMs, most) => cron.previousRuns(most, new Date(atMs + 1)).map((at) => at.getTime()),
  };
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
