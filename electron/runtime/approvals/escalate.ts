import { addresseeWords, isAway } from '../../../shared/domain/duty.ts';
import type { EffectBundle } from '../engine/states.ts';
import { refusedAsStale } from './as-seen.ts';
import type { DutyCommand, DutyEvent } from './duty-commands.ts';
import type { ApprovalState } from '../engine/effect-states.ts';
import type { Decided, DecisionEnv } from './events.ts';
import { refuse } from './refusals.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';

/** Addresses an item to the next of its chain, or to whom a person names. Whoever could decide still can. */
export function escalate(
  bundle: EffectBundle,
  command: Extract<DutyCommand, { kind: 'escalate' }>,
  env: DecisionEnv,
): Decided {
  const refused = refusedAsStale(bundle, command, env);
  if (refused !== null) return refused;
  const { approval } = bundle;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  const { by, reason } = command;
  if (command.to === null) {
    const next = nextInChain(approval, env, by.personId);
    if (next === null)
      return refuse(
        'wrong-state',
        approval.plan.chain.length === 0
          ? 'Nobody is named to escalate this to. Name somebody, or state a chain in the settings or in the policy.'
          : 'Everybody in its chain has been asked already. Name somebody to ask as well.',
      );
    return { ok: true, events: escalation(approval, next, { by: by.printedName, reason }, env) };
  }
  const fault = whyNotTo(command.to, approval, env);
  if (fault !== null) return refuse('refused', fault);
  if (approval.assignedTo.length === 1 && approval.assignedTo[0] === command.to)
    return refuse('wrong-state', `It is addressed to ${addresseeWords(command.to, env.people ?? [])} already.`);
  const named = { to: command.to, escalations: approval.plan.escalations };
  return { ok: true, events: escalation(approval, named, { by: by.printedName, reason }, env) };
}

interface Next {
  readonly to: string;
  readonly escalations: number;
}

/** The next of its chain who is there and may decide; null: nobody is left. */
export function nextInChain(approval: ApprovalState, env: DecisionEnv, exceptId: string | null): Next | null {
  const { chain } = approval.plan;
  for (let at = approval.plan.escalations; at < chain.length; at += 1) {
    const to = chain[at] ?? '';
    const away = (env.people ?? []).find((one) => `person:${one.personId}` === to && isAway(one, env.nowMs));
    if (away !== undefined && away.absence?.standIn === null) continue;
    if (to === `person:${exceptId}` || whyNotTo(to, approval, env) !== null) continue;
    return { to, escalations: at + 1 };
  }
  return null;
}

/** What an escalation is kept as; the clock of its chain begins anew. */
export function escalation(
  approval: ApprovalState,
  { to, escalations }: Next,
  { by, reason }: { readonly by: string | null; readonly reason: string },
  env: DecisionEnv,
): readonly DutyEvent[] {
  const { everyMs, chain } = approval.plan;
  const nextMs = everyMs === null || escalations >= chain.length ? null : env.nowMs + everyMs;
  const toName = addresseeWords(to, env.people ?? []);
  return [
    { type: 'duty.escalated', to, toName, by, reason, escalations },
    { type: 'duty.chain-due', nextMs },
  ];
}

/** Why an addressee cannot decide on it; null when they can. */
function whyNotTo(to: string, { tier, approvers }: ApprovalState, env: DecisionEnv): string | null {
  const [kind, name = ''] = to.split(':');
  if (kind === 'role') {
    const permission = canDecide(name, tier, approvers.roles);
    return permission.allowed ? null : permission.reason;
  }
  const person = (env.people ?? []).find(({ personId }) => personId === name);
  if (person === undefined) return `There is no profile "${name}".`;
  const permission = canDecide(person.role, tier, approvers.roles);
  return permission.allowed ? null : `${person.printedName} cannot decide on it. ${permission.reason}`;
}
