import type { EffectSummary } from '../../../shared/domain/effect.ts';

/** Where the undoing of an action stands, in a sentence. */
export function undoWords({ status, causeDetail }: Pick<EffectSummary, 'status' | 'causeDetail'>): string {
  switch (status) {
    case 'waiting-decision':
      return 'An undo waits for a decision.';
    case 'proposed':
    case 'granted':
    case 'holding':
      return 'An undo is allowed and about to run.';
    case 'dispatched':
      return 'An undo was handed to its tool; the receipt has not come yet.';
    case 'unknown':
      return 'An undo was sent, and we cannot tell whether it happened. Only a person can settle it.';
    case 'done':
    case 'compensated':
      return 'It was undone.';
    case 'failed':
      return `It was not undone: ${causeDetail ?? 'the tool said that it could not.'}`;
    case 'refused':
      return `It was not undone: ${causeDetail === null || causeDetail === '' ? 'the undo was refused.' : causeDetail}`;
  }
}

/** Whether another one may be asked for: none is open. */
export function isUndoOver({ status }: Pick<EffectSummary, 'status'>): boolean {
  return status === 'failed' || status === 'refused';
}
