import { freeLimits } from '../../../shared/domain/queue.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { EffectState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { isLeftOver } from './ended-run.ts';
import { isOwnEffect } from './own-effect.ts';

/** What is asked of the rows before one intent is sent another time. */
export interface MayRepeat {
  /** Times one intent may be sent, as the queue of its run says. */
  mostAttempts(effect: EffectState): number;
  /** Where nobody waits for it to happen any more, what became of it is found out, and it is not sent again. */
  isAwaited(effect: EffectState): boolean;
  /** It was sent by this workspace, in the history this one has. */
  isOwn(effect: EffectState): boolean;
}

/** The rows, as the writer has them in its stores and a reader in its own. */
interface Rows {
  readonly runs: Pick<Stores['runs'], 'load'>;
  readonly queues: { load(name: string): { readonly mostAttempts: number } | null };
  readonly place: { instanceId(): string; restored(): { readonly atMs: AtMs } | null };
}

export function createMayRepeat({ runs, queues, place }: Rows): MayRepeat {
  return {
    mostAttempts({ runId }) {
      const queue = queues.load(runs.load(runId)?.queue ?? '');
      return (queue ?? freeLimits).mostAttempts;
    },
    isAwaited(effect) {
      if (effect.facts.undo?.isAlone === true) return true;
      const run = runs.load(effect.runId);
      return run?.lineageId === effect.lineageId && !isLeftOver(effect, run);
    },
    isOwn: (effect) =>
      isOwnEffect(effect, { instanceId: place.instanceId(), restoredAtMs: place.restored()?.atMs ?? null }),
  };
}
