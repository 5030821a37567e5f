import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { RunState } from '../engine/states.ts';
import type { ReadyRun } from '../store/run-store.ts';
import type { Waiting } from './choose-turn.ts';

/** In which lane it takes its place: runs of the approval lane do not exist. */
export function laneOf({ lane }: Pick<RunState, 'lane'>): QueueLane {
  return lane === 'interactive' ? 'interactive' : 'background';
}

/** One that goes on after a wait or a crash waits since now. */
export function waitingOf(run: ReadyRun, nowMs: AtMs): Waiting {
  const { runId, queue, lane, agentId, releaseHash, priority } = run;
  const { queueKey, admittedAtMs, notBeforeMs, createdAtMs } = run;
  const isNew = admittedAtMs === null;
  const sinceMs = isNew ? Math.max(createdAtMs, notBeforeMs ?? 0) : nowMs;
  return { runId, queue, lane, agentId, releaseHash, priority, key: queueKey, isNew, sinceMs };
}
