import { call } from '../bridge.ts';
import { refreshCard } from './card.ts';
import { undoWords } from '../format/undo.ts';
import { announce, reportFailure } from './notices.ts';

/** Asks for a done effect to be undone through its tool's declared way back. */
export async function compensateEffect(effectId: string): Promise<void> {
  try {
    const undo = await call('effect.compensate', { effectId });
    announce(undoWords(undo));
    await refreshCard();
  } catch (error) {
    reportFailure(error);
  }
}

/** Settles an effect of unknown outcome from what a person found out. */
export async function reconcileEffect(
  effectId: string,
  verdict: 'happened' | 'did-not-happen',
  reason: string,
): Promise<boolean> {
  try {
    await call('effect.reconcile', { effectId, verdict, reason });
    await refreshCard();
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}
