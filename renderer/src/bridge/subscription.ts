import type { EphemeralName, EphemeralPayload } from '../../../shared/ipc/topics.ts';
import type { TopicName, TopicPayload } from '../../../shared/ipc/topics.ts';

/** One committed fact as it arrives. */
export type LiveEvent = { [T in TopicName]: { readonly topic: T; readonly payload: TopicPayload<T> } }[TopicName];

export interface SubscribeOptions {
  readonly topics: readonly TopicName[];
  /** One run's events only. */
  readonly key?: string | undefined;
  /** A batch, in commit order, at most once per animation frame. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  /** Something may have been missed: read again. Also called after every reconnection. */
  readonly onGap: () => void;
}

export type EphemeralHandler = <N extends EphemeralName>(name: N, payload: EphemeralPayload<N>) => void;

/** Follows the numbering of one subscription; a jump means that something was missed. */
export class Sequence {
  private expected: number | null = null;

  /** Takes a batch's first number and size; false when it does not follow the one before. */
  accept(first: number, count: number): boolean {
    const isNext = this.expected === null || this.expected === first;
    this.expected = first + count;
    return isNext;
  }
}
