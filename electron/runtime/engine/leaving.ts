import type { Ms } from '../../../shared/ids.ts';
import type { Engine } from './engine-port.ts';
import type { LiveRun } from './live-runs.ts';

/** A cancelled run that does not let go by then loses its host. */
const cancelGraceMs: Ms = 10_000;

/** Activations that were told to leave and have not said that their last step body has ended. */
export interface Leaving {
  /** A body that does not end by then takes its host with it: the host's other runs go on from their checkpoints. */
  expect(live: LiveRun, withinMs: Ms): void;
  /** Tells a run to stop, once; one that has not let go after the grace takes its host with it. */
  abort(live: LiveRun, reason: string): void;
  left(runId: string, activation: number, live: LiveRun | undefined): void;
}

export function createLeaving(
  engine: Pick<Engine, 'after'>,
  killHost: (hostId: string, reason: string) => void,
): Leaving {
  const waiting = new Map<string, () => void>();
  const told = new WeakSet<LiveRun>();
  return {
    expect({ runId, activation, host }, withinMs) {
      const key = `${runId}:${activation}`;
      const cancel = engine.after(withinMs, () => {
        waiting.delete(key);
        killHost(host.hostId, `run ${runId} did not let go when it was killed`);
      });
      waiting.set(key, cancel);
    },
    abort(live, reason) {
      if (told.has(live)) return;
      told.add(live);
      const { runId, activation, host } = live;
      host.send({ kind: 'abort', runId, activation, reason });
      live.cancelGrace = engine.after(cancelGraceMs, () =>
        killHost(host.hostId, `run ${runId} did not stop when it was cancelled`),
      );
    },
    left(runId, activation, live) {
      if (live?.activation === activation) live.hasLeft();
      const key = `${runId}:${activation}`;
      waiting.get(key)?.();
      waiting.delete(key);
    },
  };
}
