import type { LaneChoice } from '../../../shared/domain/conversation.ts';
import type { MeasuredTurns } from '../../../shared/domain/routing.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';

/** So many turns are looked at: what an agent did long ago says little of it. */
export const mostMeasured = 50;

/** A turn that has ended, as it is measured. */
export interface EndedTurn {
  readonly lanes: readonly LaneChoice[];
  readonly budgetMs: Ms;
  readonly leftMs: Ms;
  readonly askedAtMs: AtMs;
  readonly endedAtMs: AtMs;
  readonly steps: number;
  readonly hasFailed: boolean;
}

/** What the newest turns of an agent came to; null where there is none. */
export function measuredOf(turns: readonly EndedTurn[]): MeasuredTurns | null {
  if (turns.length === 0) return null;
  const times = turns.map(waitOf).toSorted((a, b) => a - b);
  const steps = turns.map((turn) => turn.steps).toSorted((a, b) => a - b);
  return {
    turns: turns.length,
    // Nearest rank: the smallest value that is not exceeded by 95 % of them.
    p95Ms: times[Math.ceil(0.95 * times.length) - 1] ?? 0,
    medianSteps: steps[Math.floor((steps.length - 1) / 2)] ?? 0,
    failed: turns.filter(({ hasFailed }) => hasFailed).length,
  };
}

/**
 * How long a person would have waited, ms: of a live turn, what it used of its budget, in which time spent on people does
 * not count; of one in the background, all of it.
 */
export function waitOf({ lanes, budgetMs, leftMs, askedAtMs, endedAtMs }: Omit<EndedTurn, 'steps' | 'hasFailed'>): Ms {
  const isLive = lanes.every(({ lane }) => lane === 'interactive');
  return isLive && leftMs > 0 ? budgetMs - leftMs : endedAtMs - askedAtMs;
}
