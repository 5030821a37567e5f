import type {
  CatchUp,
  Firing,
  FiringOutcome,
  OverlapRule,
  ScheduleSummary,
  Trigger,
} from '../../../shared/domain/schedule.ts';

/** What a schedule fires on, in a few words. */
export function triggerWords(trigger: Trigger): string {
  if (trigger.kind === 'cron') return `${cronWords(trigger.cron)}, ${trigger.timeZone}`;
  return trigger.kind === 'folder' ? `each file in ${trigger.path}` : 'each row sent to it';
}

/** Common expressions in words; any other as it is written. */
export function cronWords(cron: string): string {
  const [minute = '', hour = '', day, month, weekday = '', ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || month !== '*') return cron;
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (day === '*' && weekday === '*' && hour === '*') {
    if (every !== undefined) return `every ${every} minutes`;
    return /^\d+$/.test(minute) ? `every hour at :${minute.padStart(2, '0')}` : cron;
  }
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return cron;
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return `every day at ${at}`;
  if (day === '*' && /^(MON-FRI|1-5)$/i.test(weekday)) return `on working days at ${at}`;
  if (day === '*') return `on ${weekday} at ${at}`;
  return weekday === '*' && /^\d+$/.test(day ?? '') ? `on day ${day} of the month at ${at}` : cron;
}

export const overlapWords: Readonly<Record<OverlapRule, string>> = {
  skip: 'Skip it',
  wait: 'Start when the earlier one has ended',
  allow: 'Start beside it',
};

export const catchUpWords: Readonly<Record<CatchUp['rule'], string>> = {
  one: 'Make up for the latest one',
  all: 'Make up for all of them',
  skip: 'Leave them out',
};

export const causeWords: Readonly<Record<Firing['cause'], string>> = {
  cron: 'by the clock',
  manual: 'by hand',
  backfill: 'backfill',
  file: 'a file',
  inbound: 'a row',
};

export const outcomeWords: Readonly<Record<FiringOutcome, string>> = {
  started: 'started',
  waiting: 'waits',
  'skipped-overlap': 'skipped: the earlier run was at work',
  'skipped-late': 'missed',
  dropped: 'dropped',
  failed: 'failed',
};

/** The state of a schedule in a word or two; the list and its page say the same. */
export function scheduleState({ paused, problem, trigger, nextAtMs }: ScheduleSummary): string {
  if (paused) return 'paused';
  if (problem !== '') return 'has a problem';
  if (trigger.kind !== 'cron') return 'listens';
  return nextAtMs === null ? 'never again' : 'next';
}
