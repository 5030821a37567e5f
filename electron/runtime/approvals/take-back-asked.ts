import type { EffectBundle } from '../engine/states.ts';
import { refusedOtherBytes } from './as-seen.ts';
import { decisionOf } from './decision-of.ts';
import type { DutyCommand } from './duty-commands.ts';
import type { ApprovalEvent, Decided, DecisionEnv } from './events.ts';
import { identityIn } from './identity.ts';
import { closedReason, refuse } from './refusals.ts';
import { isHeld, isWaiting } from './standing.ts';

/**
 * The request is taken back by who asked for it, or by who runs the agents: nobody refused it (A11), and the agent is
 * told so. Possible until something is sent.
 */
export function takeBackAsked(
  bundle: EffectBundle,
  command: Extract<DutyCommand, { kind: 'take-back' }>,
  env: DecisionEnv,
): Decided {
  if (!isWaiting(bundle) && !isHeld(bundle)) return refuse('already-decided', closedReason(bundle));
  const refused = refusedOtherBytes(bundle, command);
  if (refused !== null) return refused;
  const { by, reason } = command;
  const identity = identityIn(env);
  const isAsker = [env.startedBy, env.askedBy].some((one) => one !== null && identity(one) === identity(by.personId));
  if (!isAsker && by.role !== 'operator' && by.role !== 'admin')
    return refuse(
      'not-allowed',
      'A request is taken back by who asked for it, by an operator or by an admin; a reviewer rejects it.',
    );
  const decision = decisionOf(bundle, { decision: 'withdraw', by, reason, env });
  const revoked: ApprovalEvent[] = isHeld(bundle)
    ? [
        { type: 'hold.cancelled', reason },
        { type: 'grant.revoked', status: 'revoked', reason },
      ]
    : [];
  const detail = `${by.printedName} took the request back${reason === '' ? '.' : `: ${reason}`}`;
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      ...revoked,
      { type: 'effect.refused', cause: 'withdrawn', detail },
    ],
  };
}
