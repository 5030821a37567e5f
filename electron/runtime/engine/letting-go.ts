import type { Activations } from './activation-port.ts';
import type { createLeaving } from './leaving.ts';
import { isOver, type LiveRun } from './live-runs.ts';
import type { RunState } from './states.ts';

interface LettingGoWorld {
  readonly lives: ReadonlyMap<string, LiveRun>;
  readonly load: (runId: string) => RunState | null;
  readonly leaving: ReturnType<typeof createLeaving>;
  readonly sendAway: (live: LiveRun) => void;
}

/** Runs that a person, or the end of a parent, takes out of their hosts. */
export function createLettingGo(world: LettingGoWorld): Pick<Activations, 'abort' | 'letGo'> {
  const { lives, load, leaving, sendAway } = world;
  return {
    abort(runId, reason) {
      const live = lives.get(runId);
      const run = load(runId);
      // A repeated command finds the work of a later one: only what its row says is being cancelled is told to stop.
      if (live !== undefined && !isOver(live, run) && run?.cancelRequested === true) leaving.abort(live, reason);
    },
    letGo(runId, withinMs) {
      const live = lives.get(runId);
      // A repeated command finds the work of a later one: what its row says is still this activation's is left alone.
      if (live === undefined || !isOver(live, load(runId))) return;
      if (withinMs !== null) leaving.expect(live, withinMs);
      sendAway(live);
    },
  };
}
