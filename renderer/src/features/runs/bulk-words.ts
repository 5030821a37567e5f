import type { BulkVerb } from '../../../../shared/domain/bulk.ts';
import type { PlaceField } from '../queues/place.ts';

export interface BulkWords {
  readonly go: string;
  readonly does: string;
  readonly takesEntry?: true;
  readonly takesPlace?: PlaceField;
}

/** What each verb does in bulk, and what it takes. */
export const bulkWords: Readonly<Record<BulkVerb, BulkWords>> = {
  cancel: { go: 'Cancel', does: 'Each stops at its next checkpoint; what it did is undone after a decision.' },
  kill: { go: 'Kill', does: 'Each ends at once. Nothing is undone.' },
  pause: { go: 'Pause', does: 'None goes on or sends anything until it is resumed.' },
  resume: { go: 'Resume', does: 'Each goes on from its last checkpoint.' },
  retry: { go: 'Retry', does: 'Each begins again, as a new attempt. Its actions ask again.', takesEntry: true },
  rewind: {
    go: 'Rewind',
    does: 'Each goes back to an entry, in place. Its actions since ask again.',
    takesEntry: true,
  },
  fork: { go: 'Fork', does: 'A new run is made of each. Its actions ask again.', takesEntry: true },
  extend: { go: 'Continue', does: 'A linked run is made of each, with its artifacts and its input as it was.' },
  rollBack: { go: 'Roll back', does: 'What each did is undone, newest first, after a decision.' },
  prioritise: {
    go: 'Prioritise',
    does: 'Each gets another place among those that wait: higher goes first.',
    takesPlace: 'priority',
  },
  move: { go: 'Move', does: 'Each waits in another queue of its lane from now on.', takesPlace: 'queue' },
  delay: { go: 'Put off', does: 'Each starts no earlier than then.', takesPlace: 'delay' },
  dismiss: { go: 'Dismiss', does: 'The dead letter of each is settled so, with the reason; the run is left as it is.' },
};
