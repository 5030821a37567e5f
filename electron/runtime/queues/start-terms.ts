import { LanekeeperError } from '../../../shared/errors.ts';
import type { StartRun } from '../engine/start-run.ts';

/** Terms of a start that say nothing without one another, or contradict one another; throws `invalid-input`. */
export function checkTerms({
  dedupKey,
  debounceMs,
  debounceMaxMs,
  delayMs,
  deadlineInMs,
}: Pick<StartRun, 'dedupKey' | 'debounceMs' | 'debounceMaxMs' | 'delayMs' | 'deadlineInMs'>): void {
  if (deadlineInMs !== undefined && (delayMs ?? 0) >= deadlineInMs)
    throw new LanekeeperError(
      'invalid-input',
      'It would be put off past its deadline, and cancelled before it begins.',
      {
        hint: 'Give it a later deadline, or put it off for less. Nothing was started.',
      },
    );
  if (debounceMs !== undefined && dedupKey === undefined)
    throw new LanekeeperError('invalid-input', 'A debounce needs a key: which starts are the same one?', {
      hint: 'Give a dedup key too. Nothing was started.',
    });
  if (debounceMaxMs !== undefined && debounceMs === undefined)
    throw new LanekeeperError('invalid-input', 'A longest wait needs a debounce: how long is each start waited for?', {
      hint: 'Give a debounce too. Nothing was started.',
    });
}
