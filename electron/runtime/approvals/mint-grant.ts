import type { EffectState, GrantState } from '../engine/states.ts';
import type { ApprovalState } from '../engine/effect-states.ts';
import type { ApprovalEvent, DecisionEnv } from './events.ts';

/** What a grant is bound to (A5): just this action as it was decided, in this lineage, under this policy. */
export interface Granting extends Pick<GrantState, 'policyId' | 'policyVersion' | 'reviewers' | 'expiresAtMs'> {
  readonly effect: EffectState;
  readonly approval: ApprovalState;
  /** The standing grant it rests on; absent: people decided on just this action. */
  readonly standing?: NonNullable<GrantState['standing']>;
}

/** The single-use grant of a decision, and the hold window that begins with it. */
export function mintGrant({ effect, approval, ...bound }: Granting, env: DecisionEnv): readonly ApprovalEvent[] {
  const grant: GrantState = {
    ...bound,
    grantId: env.grantId,
    effectId: effect.effectId,
    approvalId: approval.approvalId,
    envelopeHash: approval.envelopeHash,
    lineageId: effect.lineageId,
    status: 'live',
    mintedAtMs: env.nowMs,
    consumedAtMs: null,
  };
  return [
    { type: 'grant.minted', grant },
    { type: 'hold.started', untilMs: env.nowMs + effect.holdMs, holdMs: effect.holdMs, restarted: false },
  ];
}
