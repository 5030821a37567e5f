import { freeLimits, queueLimitsSchema, type QueueLimits } from '../../../../shared/domain/queue.ts';

/** Limits as they are typed; an empty field is no limit. */
export interface LimitForm {
  readonly concurrency: string;
  readonly perKey: string;
  readonly rateCount: string;
  readonly rateSeconds: string;
  readonly capacity: string;
  readonly mostRecoveries: string;
  readonly mostAttempts: string;
  readonly debounceSeconds: string;
}

export function formOf(limits: QueueLimits = freeLimits): LimitForm {
  const text = (limit: number | null): string => (limit === null ? '' : String(limit));
  const { concurrency, perKey, rate, capacity, mostRecoveries, mostAttempts, debounceMaxMs } = limits;
  return {
    concurrency: text(concurrency),
    perKey: text(perKey),
    rateCount: text(rate?.count ?? null),
    rateSeconds: text(rate === null ? null : rate.periodMs / 1000),
    capacity: text(capacity),
    mostRecoveries: text(mostRecoveries),
    mostAttempts: text(mostAttempts),
    debounceSeconds: text(debounceMaxMs / 1000),
  };
}

/** The limits, or a sentence that says which field cannot be used. */
export function limitsOf(form: LimitForm): QueueLimits | string {
  const number = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
  const [rateCount, rateSeconds] = [number(form.rateCount), number(form.rateSeconds)];
  if ((rateCount === null) !== (rateSeconds === null))
    return 'A rate needs both: how many starts, and in how many seconds.';
  const rate = rateCount === null || rateSeconds === null ? null : { count: rateCount, periodMs: rateSeconds * 1000 };
  const parsed = queueLimitsSchema.safeParse({
    concurrency: number(form.concurrency),
    perKey: number(form.perKey),
    rate,
    capacity: number(form.capacity),
    mostRecoveries: number(form.mostRecoveries),
    mostAttempts: number(form.mostAttempts),
    debounceMaxMs: Number(form.debounceSeconds.trim() === '' ? Number.NaN : form.debounceSeconds) * 1000,
  });
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  return `${names[field] ?? 'A limit'} has to be a whole number in its range.`;
}

const names: Readonly<Record<string, string>> = {
  concurrency: '“Runs at once”',
  perKey: '“Runs per key”',
  rate: 'The rate',
  capacity: '“Waiting runs at most”',
  mostRecoveries: '“Recoveries at most”',
  mostAttempts: '“Attempts of an action at most”',
  debounceMaxMs: '“Debounced at most”',
};
