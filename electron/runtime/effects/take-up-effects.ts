import type { EffectState } from '../engine/states.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';

const mostTogether = 256;

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
  await together(stores.effects.orphans(), (effect) => world.withdraw(effect, 'its run has ended, or was begun again'));
  const open = stores.effects.open();
  const sent = open.filter(({ status }) => status === 'dispatched');
  for (const effect of sent) await world.settle(effect);
  const held = open.filter(({ status }) => status !== 'dispatched');
  // One that needs no approval keeps its window: the execution check lets nothing run before a full one since the start.
  await together(held, async ({ effectId, approvalId }) => {
    if (approvalId === null) return;
    // A person may have taken it back meanwhile.
    await world
      .restartHold(approvalId)
      .catch((error: unknown) => log.warn('a hold window was not begun again', { effectId, error: String(error) }));
  });
  return { intents: sent.length, holds: held.length };
}

/** Side by side, so that many share a commit; not all at once, so that what else is asked for has its turn. */
async function together(effects: readonly EffectState[], act: (effect: EffectState) => Promise<void>): Promise<void> {
  for (let from = 0; from < effects.length; from += mostTogether)
    await Promise.all(effects.slice(from, from + mostTogether).map(act));
}
