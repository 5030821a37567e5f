import type { Check } from '../../../shared/domain/workspace.ts';
import { LanekeeperError } from '../../../shared/errors.ts';

/** The workspace is damaged: nothing of it was changed, and nothing of it is sent. */
export class DamagedError extends LanekeeperError {
  readonly rungs: readonly Check[];

  constructor(rungs: readonly Check[]) {
    const failed = rungs.find(({ ok }) => !ok);
    super(
      'damaged',
      `This workspace is damaged and was not opened: ${failed?.label ?? 'a check'}: ${failed?.value ?? 'failed'}. Nothing was changed or deleted, and no action is sent.`,
      { hint: failed?.hint ?? restoreHint },
    );
    this.rungs = rungs;
  }
}

export const restoreHint =
  'Restore it from a backup: `lanekeeper backup list`, then `lanekeeper restore FOLDER --reason TEXT`.';
