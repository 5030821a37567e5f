import type { QueueLimits } from '../../../shared/domain/queue.ts';
import { count, counted } from './number.ts';
import { duration } from './time.ts';

/** The limits of a queue, each with its words. */
export function limitFacts(limits: QueueLimits): readonly (readonly [string, string])[] {
  const { concurrency, perKey, rate, capacity, mostRecoveries, mostAttempts, debounceMaxMs } = limits;
  return [
    ['At once', concurrency === null ? 'no limit' : counted(concurrency, 'run')],
    ['Per key', perKey === null ? 'no limit' : counted(perKey, 'run')],
    ['Rate', rate === null ? 'no limit' : `${counted(rate.count, 'start')} in ${duration(rate.periodMs)}`],
    ['Holds', capacity === null ? 'no limit' : `${counted(capacity, 'waiting run')}; one more is refused`],
    [
      'Gives up after',
      `${counted(mostRecoveries, 'recovery', 'recoveries')}, or an action sent ${count(mostAttempts)} times`,
    ],
    ['Debounced', `for ${duration(debounceMaxMs)} at most`],
  ];
}
