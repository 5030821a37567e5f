import type { Person } from '../../../shared/domain/person.ts';
import type { EffectBundle } from '../engine/states.ts';
import { maxGrantMs } from './grant-life.ts';
import { openEnvelope } from './envelope.ts';
import type { ApprovalEvent, Decided, DecisionEnv, EffectCommand } from './events.ts';
import { canMove } from './evolve.ts';
import { closedReason, refuse, when } from './refusals.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { unexpected } from './unexpected.ts';

/** What becomes of an effect after, or without, a person's decision. Pure, as `decideApproval` is. */
export function decideEffect(bundle: EffectBundle, command: EffectCommand, env: DecisionEnv): Decided {
  const { effect } = bundle;
  switch (command.kind) {
    case 'allow':
      return allow(bundle, env);
    case 'dispatch':
      return dispatch(bundle, env);
    case 'simulate': {
      if (bundle.grant?.status !== 'live') return refuse('refused', 'There is no live grant for it.');
      if (effect.status !== 'granted' && effect.status !== 'holding') return tooLate(bundle);
      const summary = 'Sandbox: decided and recorded; nothing was sent.';
      return {
        ok: true,
        events: [
          { type: 'grant.consumed', atMs: env.nowMs },
          { type: 'effect.simulated', receipt: { summary, detail: { sandbox: true }, atMs: env.nowMs } },
        ],
      };
    }
    case 'refuse': {
      if (!canMove(effect.status, 'refused')) return tooLate(bundle);
      const events: ApprovalEvent[] = [];
      if (bundle.grant?.status === 'live') {
        events.push({ type: 'grant.revoked', status: 'revoked', reason: command.detail });
      }
      const field = command.field === undefined ? {} : { field: command.field };
      events.push({ type: 'effect.refused', cause: command.cause, detail: command.detail, ...field });
      return { ok: true, events };
    }
    case 'settle':
      if (effect.status !== 'dispatched') return tooLate(bundle);
      if (command.outcome === 'done') return one({ type: 'effect.done', receipt: command.receipt, detail: null });
      return one({ type: command.outcome === 'failed' ? 'effect.failed' : 'effect.unknown', reason: command.reason });
    case 'reconcile':
      return reconcile(bundle, command, env);
    case 'retry': {
      const refused = mayNotSettle(bundle, command.by);
      if (refused !== null) return refused;
      if (command.obstacle !== null) return refuse('refused', `It is not sent again. ${command.obstacle}`);
      return one({ type: 'effect.retried', reason: command.reason });
    }
    case 'compensated':
      return effect.status === 'done'
        ? one({ type: 'effect.compensated', receipt: command.receipt })
        : refuse('wrong-state', `Only an action that ran can be rolled back; this one is ${effect.status}.`);
    default:
      return unexpected(command);
  }
}

function allow(bundle: EffectBundle, env: DecisionEnv): Decided {
  const { effect } = bundle;
  if (effect.status !== 'proposed') return tooLate(bundle);
  if (effect.tier !== 'auto' && effect.tier !== 'notify') {
    return refuse('refused', `At tier ${effect.tier} nothing runs without a person's decision.`);
  }
  const opened = openEnvelope(effect.envelope, effect.envelopeHash);
  if (!opened.ok) return refuse('refused', opened.reason);
  const { policy, expiresAtMs } = opened.envelope;
  return {
    ok: true,
    events: [
      {
        type: 'grant.minted',
        grant: {
          grantId: env.grantId,
          effectId: effect.effectId,
          approvalId: null,
          envelopeHash: effect.envelopeHash,
          lineageId: effect.lineageId,
          policyId: policy.id,
          policyVersion: policy.version,
          reviewers: [],
          status: 'live',
          mintedAtMs: env.nowMs,
          expiresAtMs: Math.min(env.nowMs + maxGrantMs, expiresAtMs),
          consumedAtMs: null,
        },
      },
      { type: 'hold.started', untilMs: env.nowMs + effect.holdMs, holdMs: effect.holdMs, restarted: false },
    ],
  };
}

/** The first dispatch uses the grant up; another one, with the same key, settles the same intent. */
function dispatch(bundle: EffectBundle, env: DecisionEnv): Decided {
  const { effect, grant } = bundle;
  const again = effect.status === 'dispatched';
  if (!again && effect.status !== 'granted' && effect.status !== 'holding') return tooLate(bundle);
  if (!again && grant?.status !== 'live') return refuse('refused', 'There is no live grant for it.');
  const sent: ApprovalEvent = { type: 'effect.dispatched', dispatch: effect.dispatches + 1, atMs: env.nowMs };
  return { ok: true, events: again ? [sent] : [{ type: 'grant.consumed', atMs: env.nowMs }, sent] };
}

function reconcile(
  bundle: EffectBundle,
  command: Extract<EffectCommand, { kind: 'reconcile' }>,
  env: DecisionEnv,
): Decided {
  const refused = mayNotSettle(bundle, command.by);
  if (refused !== null) return refused;
  const found = `${command.by.printedName} found out ${when(env.nowMs)}: ${command.reason}`;
  const reconciled = { verdict: command.verdict, reason: command.reason };
  if (command.verdict === 'did-not-happen') return one({ type: 'effect.failed', reason: found, reconciled });
  const detail = { reconciledBy: command.by.personId };
  return one({ type: 'effect.done', receipt: { summary: found, detail, atMs: env.nowMs }, detail: found, reconciled });
}

/** Saying what happened, or having it sent again, is as weighty as deciding: for who may decide at some tier. */
function mayNotSettle({ effect }: EffectBundle, by: Person): Decided | null {
  if (effect.status !== 'unknown')
    return refuse('wrong-state', `Only an unknown effect is settled by hand; this one is ${effect.status}.`);
  const permission = canDecide(by.role, 'gate');
  return permission.allowed ? null : refuse('not-allowed', permission.reason);
}

function one(event: ApprovalEvent): Decided {
  return { ok: true, events: [event] };
}

function tooLate(bundle: EffectBundle): Decided {
  return refuse('wrong-state', closedReason(bundle));
}
