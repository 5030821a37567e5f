import type { Person } from '../../../shared/domain/person.ts';
import type { EffectBundle } from '../engine/states.ts';
import { decisionOf } from './decision-of.ts';
import { openEnvelope } from './envelope.ts';
import type { ApprovalCommand, Decided, DecisionEnv } from './events.ts';
import { maxGrantMs } from './grant-life.ts';
import { mintGrant } from './mint-grant.ts';
import { refuse } from './refusals.ts';
import { isWaiting } from './standing.ts';

/** Who stands in a decision that a standing grant made: no profile can have this id. */
export function standingReviewer(grantId: string): string {
  return `standing-grant:${grantId}`;
}

/** A decision by what two people approved beforehand: one action, one grant, its hold window as for any other. */
export function approveStanding(
  bundle: EffectBundle,
  { grantId, version, printedName }: Extract<ApprovalCommand, { kind: 'approve-standing' }>,
  env: DecisionEnv,
): Decided {
  const { effect, approval } = bundle;
  if (approval === null || !isWaiting(bundle) || bundle.decisions.length > 0)
    return refuse('wrong-state', 'It does not wait for a first decision.');
  if (approval.tier !== 'gate') return refuse('refused', 'A standing grant decides only where one person does.');
  const opened = openEnvelope(effect.envelope, approval.envelopeHash);
  if (!opened.ok) return refuse('refused', opened.reason);
  const { policy } = opened.envelope;
  const expiresAtMs = Math.min(env.nowMs + maxGrantMs, approval.expiresAtMs, opened.envelope.expiresAtMs);
  if (effect.holdMs >= expiresAtMs - env.nowMs)
    return refuse('stale', 'The hold window would outlast the approval, so it could never run.');
  const personId = standingReviewer(grantId);
  // Its role is none that a person has: wherever a person's word is needed, this is none.
  const by = { personId, printedName, role: 'standing-grant' as Person['role'] };
  const decision = decisionOf(bundle, { decision: 'approve', by, reason: '', env, expiresAtMs });
  return {
    ok: true,
    events: [
      {
        type: 'approval.decided',
        decision: {
          ...decision,
          meaning: 'It lies within what two people approved beforehand; nobody looked at this one.',
        },
      },
      ...mintGrant(
        {
          effect,
          approval,
          policyId: policy.id,
          policyVersion: policy.version,
          reviewers: [{ personId, role: by.role }],
          expiresAtMs,
          standing: { grantId, version },
        },
        env,
      ),
    ],
  };
}
