import type { EffectBundle } from '../engine/states.ts';
import type { Decided, DecisionEnv, SeenCommand } from './events.ts';
import { closedReason, decidedBefore, refuse, when } from './refusals.ts';
import { canDecide } from './roles.ts';
import { isWaiting } from './standing.ts';

/** Why nobody can decide on an item as this person saw it (A8), or this person cannot at all; null when they can. */
export function refusedAsSeen(
  bundle: EffectBundle,
  command: Pick<SeenCommand, 'by' | 'envelopeHash' | 'version'>,
  env: DecisionEnv,
): Extract<Decided, { ok: false }> | null {
  const approval = bundle.approval;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  if (!isWaiting(bundle)) return refuse('already-decided', closedReason(bundle));
  if (command.envelopeHash !== approval.envelopeHash) {
    return refuse('stale', 'What you decided on is not what is stored now; nothing was decided. Open the item again.');
  }
  if (command.version !== approval.version) {
    return refuse('stale', `The item changed after you opened it: ${decidedBefore(bundle)} Nothing was decided.`);
  }
  if (env.nowMs >= approval.expiresAtMs) {
    return refuse('stale', `The request expired ${when(approval.expiresAtMs)}; nobody had answered. Nothing runs.`);
  }
  const permission = canDecide(command.by.role, approval.tier, approval.approvers.roles);
  return permission.allowed ? null : refuse('not-allowed', permission.reason);
}
