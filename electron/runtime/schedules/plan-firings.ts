import { createHash } from 'node:crypto';
import type { CatchUp } from '../../../shared/domain/schedule.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { CronTimes } from './cron.ts';

/** A firing that comes later than this after its time was missed: the machine slept, or Lanekeeper was off. */
export const graceMs: Ms = 60_000;
/** Missed firings that are made up for at once. */
export const mostCaughtUp = 200;

export interface FiringPlan {
  /** Nominal instants to fire now, oldest first. */
  readonly fire: readonly AtMs[];
  /** Missed and not made up for, from the first to the last of them; null = none. */
  readonly missed: { readonly fromMs: AtMs; readonly toMs: AtMs } | null;
  readonly nextAtMs: AtMs | null;
}

/** How long one firing is put off: the same for the same schedule and instant, spread evenly over `jitterMs`. */
export function jitterOf(scheduleId: string, nominalAtMs: AtMs, jitterMs: Ms): Ms {
  if (jitterMs === 0) return 0;
  const share = createHash('sha256').update(`${scheduleId} ${nominalAtMs}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(share * jitterMs);
}

/** What a schedule whose next instant was `nextAtMs` does at `nowMs`. Cost is bounded however long it was off. */
export function planFirings(
  times: CronTimes,
  at: { readonly nextAtMs: AtMs; readonly nowMs: AtMs; readonly catchUp: CatchUp },
  jitter: (nominalAtMs: AtMs) => Ms,
): FiringPlan {
  const { nextAtMs: first, nowMs, catchUp } = at;
  const dueAt = (nominal: AtMs): AtMs => nominal + jitter(nominal);
  if (dueAt(first) > nowMs) return { fire: [], missed: null, nextAtMs: first };
  const isMissed = (nominal: AtMs): boolean => dueAt(nominal) + graceMs < nowMs;
  if (!isMissed(first)) return { fire: [first], missed: null, nextAtMs: times.next(first) };

  const wanted = catchUp.rule === 'all' ? mostCaughtUp : 1;
  const back = times.back(nowMs, wanted + 1).filter((nominal) => nominal >= first);
  // The newest may still be put off by its jitter; then it is the next one.
  const [newest] = back;
  const isAhead = newest !== undefined && dueAt(newest) > nowMs;
  const due = (isAhead ? back.slice(1) : back).slice(0, wanted);
  const oldestMs = catchUp.maxAgeMs === null ? first : nowMs - catchUp.maxAgeMs;
  const fire = due
    .filter((nominal) => !isMissed(nominal) || (catchUp.rule !== 'skip' && nominal >= oldestMs))
    .toReversed();
  const last = due[0] ?? first;
  const lastMissed = fire[0] === undefined ? last : (times.back(fire[0] - 1, 1)[0] ?? first);
  return {
    fire,
    missed: fire[0] === first || lastMissed < first ? null : { fromMs: first, toMs: lastMissed },
    nextAtMs: isAhead ? newest : times.next(last),
  };
}
