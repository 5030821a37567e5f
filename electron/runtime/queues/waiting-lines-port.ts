import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { QueueRule, Waiting } from './choose-turn.ts';

/** What is outside the lines and decides who may go. */
export interface TurnWorld {
  readonly nowMs: AtMs;
  /** A queue as it is committed; null: there is none of this name. */
  readonly rule: (queue: string) => QueueRule | null;
  readonly hasRoom: (lane: QueueLane) => boolean;
  /** Asked only of a line that could go otherwise. */
  readonly isBlocked: (releaseHash: string) => boolean;
}

export interface QueueFacts {
  readonly running: number;
  /** Runs whose turn it may be: delayed ones are not among them. */
  readonly waiting: number;
  readonly oldestSinceMs: AtMs | null;
}

/**
 * Runs that wait for their turn, two lines for each release in each queue (those to be started, those that go on), and those that have had it until they leave
 * their host. Only in memory: it is made again from the rows, and from the starts a rate counts.
 */
export interface WaitingLines {
  add(run: Waiting): void;
  /** False when it did not wait here. */
  remove(runId: string): boolean;
  has(runId: string): boolean;
  /** Runs that wait. */
  length(lane?: QueueLane): number;
  /** Takes out whose turn it is and gives it its place; null when nobody's. */
  next(world: TurnWorld): Waiting | null;
  /** Gives a run that does not wait here its place, if it could go now and nobody else could. */
  takeNow(run: Waiting, world: TurnWorld): boolean;
  /** It has left its host; or (`isUndone`) it was not started after all. */
  free(runId: string, isUndone?: boolean): void;
  /** One that has its place has it in another queue or lane from now on, whatever the limits there. */
  retake(run: Waiting): void;
  /** The first runs of a queue, in the order in which they would start if none ended and nothing else held them. */
  order(queue: string, limit: number): readonly string[];
  facts(queue: string): QueueFacts;
  /** The limit per key of a queue has changed: who waited for a key is looked at again. */
  limitsChanged(queue: string): void;
  /** Starts that a rate counts, from an earlier life. */
  recall(queue: string, startedAtMs: AtMs): void;
  /** The earliest time at which a rate lets one of those start that wait; null: none waits for a rate alone. */
  opensAtMs(world: Pick<TurnWorld, 'nowMs' | 'rule'>): AtMs | null;
  /** Empties the lines of one release. */
  clear(releaseHash: string): readonly string[];
}
