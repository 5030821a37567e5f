import type { Decision } from '../../../shared/domain/approval.ts';
import type { EffectBundle } from '../engine/states.ts';

/** Approvals that still count: those after the last time the item was given back. */
export function currentApprovals({ decisions }: Pick<EffectBundle, 'decisions'>): readonly Decision[] {
  const lastReturn = decisions.findLastIndex((decision) => decision.decision === 'undo');
  return decisions.slice(lastReturn + 1).filter((decision) => decision.decision === 'approve');
}

/** Whether a person still has to decide. */
export function isWaiting(bundle: EffectBundle): boolean {
  const status = bundle.approval?.status;
  return (status === 'pending' || status === 'partly-approved') && bundle.effect.status === 'waiting-decision';
}

/** Whether it is granted and nothing has been sent. */
export function isHeld(bundle: EffectBundle): boolean {
  return bundle.effect.status === 'holding' || bundle.effect.status === 'granted';
}
