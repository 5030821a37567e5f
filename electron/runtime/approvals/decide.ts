import { approversOf } from '../../../shared/domain/duty.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { stopOver } from '../../../shared/domain/stop-scope.ts';
import type { EffectBundle } from '../engine/states.ts';
import { refusedAsSeen } from './as-seen.ts';
import { decideDuty } from './decide-duty.ts';
import { decisionOf, nobody } from './decision-of.ts';
import { approveStanding } from './approve-standing.ts';
import { openEnvelope } from './envelope.ts';
import type { ApprovalCommand, ApprovalEvent, Decided, DecisionEnv, SeenCommand } from './events.ts';
import { maxGrantMs } from './grant-life.ts';
import { mintGrant } from './mint-grant.ts';
import { aloneReason, closedReason, refuse, stoppedReason, when } from './refusals.ts';
import { countApproval, standingInFor } from './four-eyes.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { takeBack } from './take-back.ts';
import { currentApprovals, isHeld, isWaiting } from './standing.ts';
import { replaceByAgent, replaceByEdit } from './replace.ts';
import { unexpected } from './unexpected.ts';

/**
 * What a command does to one approval and its effect. Pure: reads only the stored item, the command and `env`.
 *
 *   pending -> partly-approved -> holding -> dispatched -> executed | failed | unknown -> ...
 *      |  ^________________________| undo, recall
 *      v
 *   rejected | responded | expired | withdrawn | stale | superseded      (final)
 */
export function decideApproval(bundle: EffectBundle, command: ApprovalCommand, env: DecisionEnv): Decided {
  if (bundle.approval === null) return refuse('wrong-state', 'This action waits for nobody: it needed no decision.');
  switch (command.kind) {
    case 'approve':
    case 'reject':
    case 'respond':
      return decideSeen(bundle, command, env);
    case 'edit':
      return replaceByEdit(bundle, command, env);
    case 'supersede':
      return replaceByAgent(bundle, command, env);
    case 'approve-standing':
      return approveStanding(bundle, command, env);
    case 'undo':
      return undo(bundle, command, env);
    case 'expire':
      return expire(bundle, env);
    case 'withdraw':
      return withdraw(bundle, command, env);
    case 'restart-hold':
      return restartHold(bundle, env);
    case 'recall':
      return isHeld(bundle)
        ? { ok: true, events: returnToPending(bundle, { by: nobody, reason: command.reason, env, grant: 'revoked' }) }
        : refuse('wrong-state', `Nothing to recall: ${closedReason(bundle)}`);
    case 'escalate':
    case 'snooze':
    case 'delegate':
    case 'take-back':
    case 'due':
      return decideDuty(bundle, command, env);
    default:
      return unexpected(command);
  }
}

type ApproveCommand = Extract<ApprovalCommand, { kind: 'approve' }>;

function decideSeen(bundle: EffectBundle, command: SeenCommand, env: DecisionEnv): Decided {
  const refused = refusedAsSeen(bundle, command, env);
  if (refused !== null) return refused;
  if (command.kind === 'approve') return approve(bundle, command, env);
  const onBehalfOf = standingInFor(bundle, command.by, env, null);
  const decision = decisionOf(bundle, {
    decision: command.kind,
    by: command.by,
    reason: command.reason,
    env,
    onBehalfOf,
    looked: command.looked,
  });
  const cause = command.kind === 'reject' ? 'rejected' : 'responded';
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      { type: 'effect.refused', cause, detail: command.reason },
    ],
  };
}

function approve(bundle: EffectBundle, command: ApproveCommand, env: DecisionEnv): Decided {
  const { effect, approval } = bundle;
  if (approval === null) return refuse('wrong-state', 'This action waits for nobody.');
  const { agentId, toolId } = approval;
  const stop = stopOver(env.stops, { agentId, toolId, effectClass: effect.facts.effectClass });
  if (stop !== null) return refuse('refused', stoppedReason(stop));
  const opened = openEnvelope(effect.envelope, approval.envelopeHash);
  if (!opened.ok) return refuse('refused', `${opened.reason} It cannot be approved; reject it.`);
  const asked = approversOf(approval.tier, opened.envelope.approvers);
  const alone = aloneReason(effect.facts, { among: command.among ?? 1, people: asked.count });
  if (alone !== null) return refuse('refused', alone);
  const counting = countApproval(bundle, command.by, env, asked);
  if (!counting.ok) return refuse('not-allowed', counting.reason);
  const { policy } = opened.envelope;
  const expiresAtMs = Math.min(env.nowMs + maxGrantMs, approval.expiresAtMs, opened.envelope.expiresAtMs);
  if (effect.holdMs >= expiresAtMs - env.nowMs) {
    return refuse('stale', 'The hold window would outlast the approval, so it could never run. Nothing was decided.');
  }
  const decision = decisionOf(bundle, {
    decision: 'approve',
    by: command.by,
    reason: command.reason,
    env,
    looked: command.looked,
    expiresAtMs,
    onBehalfOf: counting.onBehalfOf,
  });
  const given = [...currentApprovals(bundle), decision];
  if (given.length < asked.count) {
    return {
      ok: true,
      events: [
        { type: 'approval.decided', decision: { ...decision, expiresAtMs: null } },
        { type: 'approval.partly', given: given.length, needed: asked.count },
      ],
    };
  }
  const bound = { policyId: policy.id, policyVersion: policy.version, expiresAtMs };
  const reviewers = given.map(({ personId, role }) => ({ personId, role }));
  return {
    ok: true,
    events: [{ type: 'approval.decided', decision }, ...mintGrant({ effect, approval, ...bound, reviewers }, env)],
  };
}

function undo(bundle: EffectBundle, command: Extract<ApprovalCommand, { kind: 'undo' }>, env: DecisionEnv): Decided {
  if (!isHeld(bundle)) return refuse('wrong-state', `It is too late to take it back: ${closedReason(bundle)}`);
  const permission = canDecide(command.by.role, 'gate');
  if (!permission.allowed) return refuse('not-allowed', permission.reason);
  return {
    ok: true,
    events: returnToPending(bundle, { by: command.by, reason: command.reason, env, grant: 'revoked' }),
  };
}

function expire(bundle: EffectBundle, env: DecisionEnv): Decided {
  if (!isWaiting(bundle)) return refuse('already-decided', closedReason(bundle));
  const expiresAtMs = bundle.approval?.expiresAtMs ?? Number.POSITIVE_INFINITY;
  if (env.nowMs < expiresAtMs) return refuse('wrong-state', `It waits until ${when(expiresAtMs)}.`);
  const decision = decisionOf(bundle, { decision: 'expire', by: nobody, reason: '', env });
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      { type: 'effect.refused', cause: 'expired', detail: `Nobody answered until ${when(expiresAtMs)}.` },
    ],
  };
}

function withdraw(
  bundle: EffectBundle,
  command: Extract<ApprovalCommand, { kind: 'withdraw' }>,
  env: DecisionEnv,
): Decided {
  if (!isWaiting(bundle) && !isHeld(bundle)) return refuse('wrong-state', closedReason(bundle));
  const by = command.by ?? nobody;
  const decision = decisionOf(bundle, { decision: 'withdraw', by, reason: command.reason, env });
  const revoked = isHeld(bundle) ? takeBack({ reason: command.reason, status: 'revoked' }) : [];
  return {
    ok: true,
    events: [
      { type: 'approval.decided', decision },
      ...revoked,
      { type: 'effect.refused', cause: 'withdrawn', detail: command.reason },
    ],
  };
}

/** After a start the window begins again in full; a grant that will not outlive it gives the item back (A17). */
function restartHold(bundle: EffectBundle, env: DecisionEnv): Decided {
  if (!isHeld(bundle)) return refuse('wrong-state', closedReason(bundle));
  const { effect, grant } = bundle;
  const untilMs = env.nowMs + effect.holdMs;
  if (grant === null || grant.status !== 'live' || grant.expiresAtMs <= untilMs) {
    const reason = 'The approval ran out while Lanekeeper was not running; it asks again.';
    return { ok: true, events: returnToPending(bundle, { by: nobody, reason, env, grant: 'expired' }) };
  }
  return { ok: true, events: [{ type: 'hold.started', untilMs, holdMs: effect.holdMs, restarted: true }] };
}

interface Return {
  readonly by: Person;
  readonly reason: string;
  readonly env: DecisionEnv;
  readonly grant: 'revoked' | 'expired';
}

function returnToPending(bundle: EffectBundle, back: Return): readonly ApprovalEvent[] {
  const decision = decisionOf(bundle, { decision: 'undo', by: back.by, reason: back.reason, env: back.env });
  return [
    { type: 'approval.decided', decision },
    ...takeBack({ reason: back.reason, status: back.grant }),
    { type: 'approval.returned', reason: back.reason },
  ];
}
