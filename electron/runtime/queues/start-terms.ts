import { LanekeeperError } from '../../../shared/errors.ts';
import type { StartTerms } from '../engine/start-run.ts';

/** Terms of a start that say nothing without one another; throws `invalid-input`. */
export function checkTerms({
  dedupKey,
  debounceMs,
  debounceMaxMs,
}: Pick<StartTerms, 'dedupKey' | 'debounceMs' | 'debounceMaxMs'>): void {
  if (debounceMs !== undefined && dedupKey === undefined)
    throw new LanekeeperError('invalid-input', 'A debounce needs a key: which starts are the same one?', {
      hint: 'Give a dedup key too. Nothing was started.',
    });
  if (debounceMaxMs !== undefined && debounceMs === undefined)
    throw new LanekeeperError('invalid-input', 'A longest wait needs a debounce: how long is each start waited for?', {
      hint: 'Give a debounce too. Nothing was started.',
    });
}
