import { crashPoint } from '../faults/crash-point.ts';
import type { Stores } from '../store/stores.ts';
import type { Activations, WaitedEntry } from './activation-port.ts';
import type { Engine } from './engine-port.ts';
import type { LiveRun } from './live-runs.ts';
import { settleWait, type SettleWorld } from './run-decisions.ts';

export interface SettlingOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly lives: ReadonlyMap<string, LiveRun>;
  /** The run has nothing but waits again. */
  readonly armLeave: (live: LiveRun) => void;
  readonly resume: Activations['resume'];
}

/** Ends waits of runs, in a host or out of it; a run stays in its host while that is being committed. */
export function createSettling(options: SettlingOptions): Pick<Activations, 'during' | 'settle'> {
  const { engine, stores, lives } = options;

  async function during<R>(runId: string, act: () => Promise<R>): Promise<R> {
    const live = lives.get(runId);
    if (live === undefined) return act();
    live.settling += 1;
    try {
      return await act();
    } finally {
      live.settling -= 1;
      if (live.idle && live.settling === 0 && lives.get(runId) === live) options.armLeave(live);
    }
  }

  async function settle(
    waited: WaitedEntry,
    result: string,
    given: Pick<SettleWorld, 'also' | 'isLeft'> = {},
  ): Promise<boolean> {
    const { runId, lineageId, path } = waited;
    const world: SettleWorld = {
      ...given,
      isInHost: () => lives.has(runId),
      isWaiting: () => stores.journal.last(runId, lineageId, path)?.phase === 'waiting',
    };
    return during(runId, async () => {
      const { row, state } = await engine.transact({ run: runId }, settleWait(waited, result, world));
      crashPoint('wait.after-end');
      if (row !== null) options.resume(waited.runId, state, [row]);
      return row !== null;
    });
  }

  return { during, settle };
}
