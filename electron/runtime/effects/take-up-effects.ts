import type { EffectState } from '../engine/states.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';

export interface TakeUpWorld {
  readonly stores: Stores;
  readonly log: Logger;
  readonly withdraw: (effect: EffectState, reason: string) => Promise<void>;
  /** Finds out what became of an effect that was sent; never throws. */
  readonly settle: (effect: EffectState) => Promise<void>;
  readonly restartHold: (approvalId: string) => Promise<void>;
}

/** At a start: what an earlier process sent without a receipt is settled, and every hold window begins again. */
export async function takeUpEffects(world: TakeUpWorld): Promise<{ intents: number; holds: number }> {
  const { stores, log } = world;
  let intents = 0;
  let holds = 0;
  for (const effect of stores.effects.orphans()) await world.withdraw(effect, 'its run has ended, or was begun again');
  for (const effect of stores.effects.open()) {
    if (effect.status === 'dispatched') {
      intents += 1;
      await world.settle(effect);
      continue;
    }
    holds += 1;
    // One that needs no approval keeps its window: the execution check lets nothing run before a full one since the start.
    if (effect.approvalId === null) continue;
    // A person may have taken it back meanwhile.
    await world
      .restartHold(effect.approvalId)
      .catch((error: unknown) =>
        log.warn('a hold window was not begun again', { effectId: effect.effectId, error: String(error) }),
      );
  }
  return { intents, holds };
}
