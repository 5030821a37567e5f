import type { RunStatus } from '../../../shared/domain/run.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { RunState } from '../engine/states.ts';
import type { TurnState } from './states.ts';

/**
 * A turn after its run has moved: when it ended, which run it goes on as, and what is left of its latency budget, which
 * is not used up while it waits for a person. The same turn where none of that has changed.
 */
export function followRun(
  turn: TurnState,
  run: Pick<RunState, 'status' | 'lane' | 'finishedAtMs' | 'continuedAs'>,
  world: {
    readonly nowMs: AtMs;
    /** Whether the run asks a person something. */
    readonly isAsking: () => boolean;
  },
): TurnState {
  const { nowMs } = world;
  const runId = run.continuedAs ?? turn.runId;
  const endedAtMs = run.continuedAs === null ? run.finishedAtMs : null;
  const counts = endedAtMs === null && run.lane === 'interactive' && !waitsForPerson(run.status, world.isAsking);
  const was = turn.countingSinceMs;
  if (runId === turn.runId && endedAtMs === turn.endedAtMs && counts === (was !== null)) return turn;
  return {
    ...turn,
    runId,
    endedAtMs,
    leftMs: was === null || counts ? turn.leftMs : Math.max(0, turn.leftMs - (nowMs - was)),
    countingSinceMs: counts ? (was ?? nowMs) : null,
  };
}

/** A run that waits for another, or for a time, keeps the person waiting; one that waits for the person does not. */
function waitsForPerson(status: RunStatus, isAsking: () => boolean): boolean {
  if (status === 'waiting-approval' || status === 'paused') return true;
  return status === 'waiting-signal' && isAsking();
}
