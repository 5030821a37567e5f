import type { QueueLane, QueueLimits } from '../../../shared/domain/queue.ts';
import type { Pause } from '../../../shared/domain/run.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** A run that waits for its turn, by what decides when that is. */
export interface Waiting {
  readonly runId: string;
  readonly queue: string;
  readonly lane: QueueLane;
  readonly agentId: string;
  readonly releaseHash: string;
  readonly priority: number;
  /** Its queue's limit per key is counted by this; null: it counts for none. */
  readonly key: string | null;
  /** It has not been started yet: its start counts against the rate. */
  readonly isNew: boolean;
  readonly sinceMs: AtMs;
}

/** A queue as its limits and its pause stand. */
export type QueueRule = Pick<QueueLimits, 'concurrency' | 'perKey' | 'rate'> & { readonly pause: Pause | null };

/** What a queue has under way. */
export interface QueueUse {
  /** Runs of it in hosts, or on their way there. */
  readonly taken: number;
  /** When its latest runs were started, earliest first. */
  readonly starts: readonly AtMs[];
}

/** Why a queue starts nothing now; null when it may. */
export function heldBy(rule: QueueRule, { taken, starts }: QueueUse, nowMs: AtMs): 'paused' | 'full' | 'rate' | null {
  if (rule.pause !== null) return 'paused';
  if (rule.concurrency !== null && taken >= rule.concurrency) return 'full';
  const opensAtMs = rateOpensAtMs(rule, starts);
  return opensAtMs !== null && opensAtMs > nowMs ? 'rate' : null;
}

/** From when on the rate allows another start; null: it has no rate, or fewer starts than that. */
export function rateOpensAtMs({ rate }: Pick<QueueRule, 'rate'>, starts: readonly AtMs[]): AtMs | null {
  const start = rate === null ? undefined : starts.at(-rate.count);
  return rate === null || start === undefined ? null : start + rate.periodMs;
}

/** A run that could start now, with how its agent stands beside the others. */
export interface Turn {
  readonly run: Waiting;
  /** Runs of its agent in hosts, or on their way there. */
  readonly agentTaken: number;
  /** When its agent last had a turn, as a running number; 0: not since the start. */
  readonly agentServed: number;
}

/**
 * Whose turn it is: lane (a person waits in `interactive`), priority, the agent with the fewest runs under way, the one
 * that has waited longest for a turn, the oldest run. An id of a run begins with its time, so it tells age.
 */
export function compareTurns(one: Turn, other: Turn): number {
  return (
    laneRank(one) - laneRank(other) ||
    other.run.priority - one.run.priority ||
    one.agentTaken - other.agentTaken ||
    one.agentServed - other.agentServed ||
    compareAge(one.run, other.run)
  );
}

/** In the line of one agent in one queue. */
export function compareInLine(one: Waiting, other: Waiting): number {
  return other.priority - one.priority || compareAge(one, other);
}

function compareAge(one: Waiting, other: Waiting): number {
  return one.runId < other.runId ? -1 : one.runId > other.runId ? 1 : 0;
}

function laneRank({ run }: Turn): number {
  return run.lane === 'interactive' ? 0 : 1;
}

/** Pure: the first of those that could start; null when none could. */
export function chooseTurn(turns: readonly Turn[]): Turn | null {
  let first: Turn | null = null;
  for (const turn of turns) if (first === null || compareTurns(turn, first) < 0) first = turn;
  return first;
}
