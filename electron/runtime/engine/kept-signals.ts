import { crashPoint } from '../faults/crash-point.ts';
import type { SignalWait } from '../store/signal-store.ts';
import type { Stores } from '../store/stores.ts';
import type { WaitedEntry } from './activation-port.ts';
import type { SettleWorld } from './run-decisions.ts';

export interface KeptSignalsOptions {
  readonly stores: Stores;
  readonly settle: (
    waited: WaitedEntry,
    result: string,
    world: Pick<SettleWorld, 'also' | 'isLeft'>,
  ) => Promise<boolean>;
}

/** Signals that were given back while another wait for them is open, and the waits that take them. */
export interface KeptSignals {
  /** Gives what is kept to the waits that are there for it, oldest first; of every run when none is named. */
  takeAll(runId?: string): Promise<void>;
}

export function createKeptSignals({ stores, settle }: KeptSignalsOptions): KeptSignals {
  async function take({ runId, name, key }: SignalWait): Promise<void> {
    for (;;) {
      const kept = stores.signals.kept(runId, name, key);
      const wait = kept === null ? null : stores.signals.waitFor(runId, name, key);
      const waited = wait === null ? null : stores.journal.last(runId, wait.lineageId, wait.path);
      if (kept === null || waited === null) return;
      crashPoint('signal.before-take');
      const isEnded = await settle(waited, kept.payload, {
        // Looked up inside the transaction: two that join the same signal to two waits would use it twice.
        isLeft: () => stores.signals.isKept(kept.signalId),
        also: (ended, env) =>
          ended
            ? [{ put: 'signal', state: { ...kept, runId, name, key, consumedPath: waited.path, atMs: env.nowMs } }]
            : [],
      });
      crashPoint('signal.after-take');
      if (!isEnded) return;
    }
  }

  return {
    async takeAll(runId) {
      for (const match of stores.signals.matches(runId ?? null)) await take(match);
    },
  };
}
