import type { QueueLane } from '../../../shared/domain/queue.ts';
import { laneOf } from '../queues/waiting-run.ts';
import type { LiveRun } from './live-runs.ts';
import type { RunState } from './states.ts';

/** A run in a host goes on in the lane its row says: it takes a slot there, and gives up the one it had. */
export function changeLane(live: LiveRun, run: RunState | null, atWork: Record<QueueLane, number>): void {
  const lane = run === null ? live.lane : laneOf(run);
  if (lane === live.lane) return;
  if (!live.idle && !live.ending) {
    atWork[live.lane] -= 1;
    atWork[lane] += 1;
  }
  live.lane = lane;
}
