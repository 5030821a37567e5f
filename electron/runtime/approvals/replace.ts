import type { EffectBundle } from '../engine/states.ts';
import { refusedAsSeen } from './as-seen.ts';
import { decisionOf, nobody } from './decision-of.ts';
import type { ApprovalCommand, Decided, DecisionEnv } from './events.ts';
import { standingInFor } from './four-eyes.ts';
import { closedReason, refuse } from './refusals.ts';
import { currentApprovals, isHeld, isWaiting } from './standing.ts';
import { takeBack } from './take-back.ts';

/** A person's edit ends the item it was made on; what was approved of it counts for nothing any more (A10). */
export function replaceByEdit(
  bundle: EffectBundle,
  command: Extract<ApprovalCommand, { kind: 'edit' }>,
  env: DecisionEnv,
): Decided {
  const refused = refusedAsSeen(bundle, command, env);
  if (refused !== null) return refused;
  const { by, reason, next } = command;
  const onBehalfOf = standingInFor(bundle, by, env, null);
  const decision = decisionOf(bundle, { decision: 'edit', by, reason, env, onBehalfOf });
  const detail = `${by.printedName} edited it: ${sentence(reason)}${droppedApprovals(bundle)}`;
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      { type: 'approval.superseded', next },
      { type: 'effect.refused', cause: 'edited', detail },
    ],
  };
}

/** The agent's later proposal takes the place of one that has not been sent. */
export function replaceByAgent(
  bundle: EffectBundle,
  { reason, next }: Extract<ApprovalCommand, { kind: 'supersede' }>,
  env: DecisionEnv,
): Decided {
  if (!isWaiting(bundle) && !isHeld(bundle)) return refuse('wrong-state', closedReason(bundle));
  const decision = decisionOf(bundle, { decision: 'supersede', by: nobody, reason, env });
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      { type: 'approval.superseded', next },
      ...(isHeld(bundle) ? takeBack({ reason, status: 'revoked' }) : []),
      { type: 'effect.refused', cause: 'superseded', detail: `${reason}${droppedApprovals(bundle)}` },
    ],
  };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function droppedApprovals(bundle: EffectBundle): string {
  const names = currentApprovals(bundle).map(({ printedName }) => printedName);
  if (names.length === 0) return '';
  return ` The approval of ${names.join(' and ')} was for the action as it was, and counts no more.`;
}
