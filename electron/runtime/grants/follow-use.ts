import type { SuspensionCause } from '../../../shared/domain/standing-grant.ts';
import type { ApprovalEvent } from '../approvals/events.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Change } from '../engine/engine-port.ts';
import type { EffectBundle, EffectState } from '../engine/states.ts';
import { movedGrant, usePut } from './grant-changes.ts';
import { lookLost } from './owed-looks.ts';
import type { GrantsAtHand, StandingGrantState, Used } from './grant-states.ts';

/** What a step of an action means for the standing grant that let it through, or left it to a person. */
export function followUse(
  before: EffectBundle,
  after: EffectBundle,
  events: readonly ApprovalEvent[],
  grants: GrantsAtHand,
  nowMs: AtMs,
): readonly Change[] {
  const use = grants.useOf(after.effect.effectId);
  if (use === null) return [];
  const grant = grants.version(use.grantId, use.version);
  const changes: Change[] = [];
  if (use.status === 'reserved' && after.effect.status === 'dispatched') {
    changes.push(...usePut({ ...use, status: 'used' }, after.effect));
    const used = grants.used(use.grantId, use.version);
    if (grant?.status === 'active' && isUsedUp(grant, { ...used, sent: used.sent + 1 }))
      changes.push(...movedGrant(grant, [{ type: 'used-up' }], null, nowMs).changes);
  }
  const isBack = after.effect.status === 'waiting-decision' || after.effect.status === 'refused';
  if (use.status === 'reserved' && isBack)
    changes.push(...usePut({ ...use, status: 'released', note: lastReason(after) }, after.effect));
  if (use.status === 'sampled' && isLost(before, after)) changes.push(lookLost(use));
  const against = saidAgainst(before, after, events);
  if (against !== null) {
    if (use.status === 'sampled') changes.push(...usePut({ ...use, note: against.reason }, after.effect));
    changes.push(...suspended(grant, against.cause, against.reason, nowMs));
  } else if (use.status === 'sampled') {
    const agreed = events.find((event) => event.type === 'approval.decided' && event.decision.decision === 'approve');
    if (agreed?.type === 'approval.decided')
      changes.push(...usePut({ ...use, note: `${agreed.decision.printedName} approved it.` }, after.effect));
  }
  return changes;
}

/** Somebody wants an action undone: the grant that let it through lets through no other (A15). */
export function suspendForUndo(undone: EffectState, grants: GrantsAtHand, nowMs: AtMs): readonly Change[] {
  const use = grants.useOf(undone.effectId);
  if (use === null || use.status !== 'used') return [];
  const grant = grants.version(use.grantId, use.version);
  return suspended(grant, 'rollback', `"${undone.title}", which it let through, is to be undone.`, nowMs);
}

function suspended(
  grant: StandingGrantState | null,
  cause: SuspensionCause,
  reason: string,
  nowMs: AtMs,
): readonly Change[] {
  return grant?.status === 'active'
    ? movedGrant(grant, [{ type: 'suspended', cause, reason }], null, nowMs).changes
    : [];
}

/** A person refused it, answered it otherwise, or it was undone. */
function saidAgainst(
  before: EffectBundle,
  after: EffectBundle,
  events: readonly ApprovalEvent[],
): { readonly cause: SuspensionCause; readonly reason: string } | null {
  const { title } = after.effect;
  if (before.effect.status !== 'compensated' && after.effect.status === 'compensated')
    return { cause: 'rollback', reason: `"${title}" was undone.` };
  for (const event of events) {
    if (event.type !== 'approval.decided') continue;
    const { decision, printedName, reason } = event.decision;
    if (decision === 'reject')
      return { cause: 'sample-rejected', reason: `${printedName} rejected "${title}": ${reason}` };
    if (decision === 'edit')
      return { cause: 'sample-rejected', reason: `${printedName} changed "${title}" before it might run: ${reason}` };
    if (decision === 'respond')
      return { cause: 'sample-rejected', reason: `${printedName} answered "${title}" instead of letting it run.` };
  }
  return null;
}

/** Its agent, or the end of its run, took it back before a person had answered. */
function isLost(before: EffectBundle, { effect }: EffectBundle): boolean {
  const isBack = effect.cause === 'withdrawn' || effect.cause === 'superseded';
  return before.effect.status !== 'refused' && effect.status === 'refused' && isBack;
}

function isUsedUp({ terms }: StandingGrantState, used: Used): boolean {
  if (used.sent >= terms.count) return true;
  // Nothing is left of any currency; what is reserved may still come back.
  return (
    terms.money.length > 0 &&
    used.sent === used.count &&
    terms.money.every(({ currency, total }) => (used.money[currency] ?? 0) >= total)
  );
}

function lastReason({ effect, decisions }: EffectBundle): string {
  return effect.causeDetail ?? decisions.at(-1)?.reason ?? '';
}
