import { addressedTo } from '../../../shared/domain/duty.ts';
import type { EffectBundle } from '../engine/states.ts';
import { refusedAsSeen } from './as-seen.ts';
import type { DutyCommand } from './duty-commands.ts';
import type { Decided, DecisionEnv } from './events.ts';
import { ownRule } from './four-eyes.ts';
import { identityIn } from './identity.ts';
import { refuse, when } from './refusals.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';

/** Longest time for which one item is handed on. */
const longestMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Hands one's own place on an item to somebody else for a time. They decide under their own name and role, kept as
 * "for" the other; nobody's approval counts twice by it, and who may not decide cannot choose who does.
 */
export function delegate(
  bundle: EffectBundle,
  command: Extract<DutyCommand, { kind: 'delegate' }>,
  env: DecisionEnv,
): Decided {
  const refused = refusedAsSeen(bundle, command, env);
  if (refused !== null) return refused;
  const { approval } = bundle;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  const { by, untilMs, reason } = command;
  const people = env.people ?? [];
  const to = people.find(({ personId }) => personId === command.to);
  if (to === undefined) return refuse('refused', `There is no profile "${command.to}"; nothing was handed on.`);
  const identity = identityIn(env);
  if (identity(to.personId) === identity(by.personId))
    return refuse('refused', `${to.printedName} is you, so there is nobody to hand it to.`);
  if (untilMs <= env.nowMs) return refuse('refused', `The time it is handed on for is over: ${when(untilMs)}.`);
  if (untilMs - env.nowMs > longestMs) return refuse('refused', 'An item is handed on for 90 days at most.');
  const permission = canDecide(to.role, approval.tier, approval.approvers.roles);
  if (!permission.allowed)
    return refuse('refused', `${to.printedName} cannot decide on it, so it was not handed on. ${permission.reason}`);
  if (addressedTo(approval, by, people, env.nowMs) === 'others')
    return refuse('not-allowed', 'It is addressed to others; only those whom it is addressed to hand it on.');
  if (approval.approvers.apart) {
    const own = ownRule(by.personId, env, approval.approvers.count);
    if (own !== null) return refuse('not-allowed', `${own} So you cannot choose who decides in your place.`);
    if (ownRule(to.personId, env, approval.approvers.count) !== null)
      return refuse('refused', `${to.printedName} asked for it or wrote what asks, and cannot decide on it.`);
  }
  const delegation = { by: by.personId, byName: by.printedName, to: to.personId, untilMs };
  return { ok: true, events: [{ type: 'duty.delegated', delegation, toName: to.printedName, reason }] };
}
