import { crashPoint } from '../faults/crash-point.ts';
import type { Stores } from '../store/stores.ts';
import type { SignalWait, WaitedEntry } from './activation-port.ts';
import type { SettleWorld } from './run-decisions.ts';

export interface KeptSignalsOptions {
  readonly stores: Stores;
  readonly settle: (
    waited: WaitedEntry,
    result: string,
    world: Pick<SettleWorld, 'also' | 'isLeft'>,
  ) => Promise<boolean>;
}

/** Signals that came before their wait, and the waits that take them. */
export interface KeptSignals {
  /** Gives what is kept to the waits that are there for it, oldest first. */
  take(wait: SignalWait): Promise<void>;
  /** After a start: a crash between a wait and its signal leaves both, and nobody who would join them. */
  takeAll(): Promise<void>;
}

export function createKeptSignals({ stores, settle }: KeptSignalsOptions): KeptSignals {
  async function take({ runId, lineageId, name }: SignalWait): Promise<void> {
    crashPoint('signal.before-look');
    for (;;) {
      const kept = stores.journal.keptSignal(runId, name);
      const waited = kept === null ? null : stores.journal.waitingSignal(runId, lineageId, name);
      if (kept === null || waited === null) return;
      crashPoint('signal.before-take');
      const isEnded = await settle(waited, kept.payload, {
        // Looked up inside the transaction: two that join the same signal to two waits would use it twice.
        isLeft: () => stores.journal.isKept(kept.signalId),
        also: (ended, env) =>
          ended ? [{ put: 'signal', ...kept, runId, name, consumedPath: waited.path, atMs: env.nowMs }] : [],
      });
      crashPoint('signal.after-take');
      if (!isEnded) return;
    }
  }

  return {
    take,
    async takeAll() {
      for (const wait of stores.journal.keptSignalWaits()) await take(wait);
    },
  };
}
