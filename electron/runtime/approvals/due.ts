import type { EffectBundle } from '../engine/states.ts';
import type { DutyEvent } from './duty-commands.ts';
import { escalation, nextInChain } from './escalate.ts';
import type { Decided, DecisionEnv } from './events.ts';
import { closedReason, refuse } from './refusals.ts';
import { isWaiting } from './standing.ts';

/**
 * What the item's own clock brings, at trusted time. However much was slept through, that is one reminder and one step
 * of its chain; and what has expired meanwhile is expired, and reminds nobody.
 */
export function due(bundle: EffectBundle, env: DecisionEnv): Decided {
  const { approval } = bundle;
  if (approval === null || !isWaiting(bundle)) return refuse('already-decided', closedReason(bundle));
  const { plan, delegation, expiresAtMs } = approval;
  if (env.nowMs >= expiresAtMs) return refuse('wrong-state', 'It has expired.');
  const events: DutyEvent[] = [];
  if (delegation !== null && delegation.untilMs <= env.nowMs)
    events.push({ type: 'duty.delegation-ended', delegation });
  if (plan.nextEscalationMs !== null && plan.nextEscalationMs <= env.nowMs) {
    const next = nextInChain(approval, env, null);
    if (next === null) events.push({ type: 'duty.chain-due', nextMs: null });
    else events.push(...escalation(approval, next, { by: null, reason: 'Nobody had answered.' }, env));
  }
  const reminder = plan.remindAtMs[0];
  if (reminder !== undefined && reminder <= env.nowMs) events.push({ type: 'duty.reminded', expiresAtMs });
  return events.length === 0 ? refuse('wrong-state', 'Nothing of it is due.') : { ok: true, events };
}
