import type { UnknownEffect } from '../../../shared/domain/effect.ts';
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

export type Verdict = 'happened' | 'did-not-happen' | 'retry';

/** Settles an effect of unknown outcome from what a person found out, or has it sent again; throws why it is refused. */
export async function reconcileEffect(effectId: string, verdict: Verdict, reason: string): Promise<void> {
  const { status } = await call('effect.reconcile', { effectId, verdict, reason });
  announce(verdict === 'retry' ? 'Asked about, and sent again under its key where need be' : `Settled: ${status}`);
  await refreshCard();
}

/** An action of unknown outcome with what can be made of it; null when its outcome is known. */
export async function readUnknown(effectId: string): Promise<UnknownEffect | null> {
  const { effects } = await call('effect.unknown', { effectId });
  return effects[0] ?? null;
}
