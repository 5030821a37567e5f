import type { QueueLimits } from '../../../shared/domain/queue.ts';

/** Limits as the audit log keeps them. */
export function limitWords({ concurrency, perKey, rate, capacity, ...always }: QueueLimits): string {
  const { mostRecoveries, mostAttempts, debounceMaxMs } = always;
  const words = [
    concurrency === null ? '' : `${concurrency} at once`,
    perKey === null ? '' : `${perKey} per key`,
    rate === null ? '' : `${rate.count} in ${rate.periodMs} ms`,
    capacity === null ? '' : `${capacity} waiting`,
    `${mostRecoveries} recoveries`,
    `${mostAttempts} attempts`,
    `debounced for ${debounceMaxMs} ms at most`,
  ];
  return words.filter((word) => word !== '').join(', ');
}
