import type { ApprovalEvent } from '../approvals/events.ts';
import type { AuditActor } from '../audit/kinds.ts';
import type { AuditEntry } from '../engine/audit-entry.ts';
import type { Change } from '../engine/engine-port.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { EffectBundle } from '../engine/states.ts';

/** The rows and audit events that a bundle's change from `before` to `after` is written as. */
export function bundleChanges(
  before: EffectBundle,
  after: EffectBundle,
  events: readonly ApprovalEvent[],
  actor: AuditActor,
  role: string | null,
): Change[] {
  const changes: Change[] = [];
  if (after.effect !== before.effect) changes.push({ put: 'effect', before: before.effect, state: after.effect });
  if (after.approval !== null && after.approval !== before.approval)
    changes.push({ put: 'approval', before: before.approval, state: after.approval });
  for (const row of after.decisions.slice(before.decisions.length)) changes.push({ put: 'decision', row });
  if (after.grant !== null && after.grant !== before.grant)
    changes.push({ put: 'grant', before: before.grant, state: after.grant });
  for (const event of events) {
    const entry = auditOf(after, event, actor, role);
    if (entry !== null) changes.push({ put: 'audit', entry });
  }
  return changes;
}

/** What the run counts of its effects. */
export function runEventsOf(before: EffectBundle, after: EffectBundle): readonly RunEvent[] {
  const out: RunEvent[] = [];
  if (waitsForPerson(before) && !waitsForPerson(after)) out.push({ kind: 'effect-decided' });
  if (!waitsForPerson(before) && waitsForPerson(after)) out.push({ kind: 'effect-reopened' });
  if (before.effect.status !== 'done' && after.effect.status === 'done') out.push({ kind: 'effect-done' });
  return out;
}

function waitsForPerson({ approval }: EffectBundle): boolean {
  return approval?.status === 'pending' || approval?.status === 'partly-approved';
}

function auditOf(
  bundle: EffectBundle,
  event: ApprovalEvent,
  actor: AuditActor,
  role: string | null,
): AuditEntry | null {
  const { effect, approval } = bundle;
  const base = {
    actor,
    role,
    run: effect.runId,
    step: effect.path,
    effect: effect.effectId,
    approval: approval?.approvalId ?? null,
  };
  const envelope = effect.envelopeHash;
  const tool = effect.toolId;
  switch (event.type) {
    case 'approval.decided': {
      const { decision } = event;
      const version = approval?.version ?? 0;
      if (decision.decision === 'undo')
        return { ...base, kind: 'approval.undone', facts: { envelope, version, reason: decision.reason } };
      return {
        ...base,
        kind: 'approval.decided',
        facts: {
          decision: decision.decision,
          envelope,
          version,
          meaning: decision.meaning,
          printedName: decision.printedName,
          reason: decision.reason,
          auth: decision.auth,
          selfInitiated: decision.selfInitiated,
          expiresAtMs: decision.expiresAtMs,
        },
      };
    }
    case 'approval.superseded': {
      const { toolId, tier, envelopeHash, approvalId } = event.next;
      const facts = { envelope, next: envelopeHash, nextApproval: approvalId ?? '', tool: toolId, tier };
      return { ...base, kind: 'approval.superseded', facts };
    }
    case 'grant.minted':
      return {
        ...base,
        kind: 'grant.minted',
        facts: { grant: event.grant.grantId, envelope, expiresAtMs: event.grant.expiresAtMs },
      };
    case 'grant.consumed':
      return { ...base, kind: 'grant.consumed', facts: { grant: bundle.grant?.grantId ?? '', envelope } };
    case 'effect.dispatched':
      return {
        ...base,
        kind: 'effect.intent',
        facts: { tool, key: effect.effectKey, envelope, dispatch: event.dispatch },
      };
    case 'effect.done':
      if (event.reconciled !== undefined)
        return { ...base, kind: 'effect.reconciled', facts: { tool, ...event.reconciled } };
      return {
        ...base,
        kind: 'effect.receipt',
        facts: { tool, key: effect.effectKey, outcome: 'done', summary: event.receipt.summary },
      };
    case 'effect.failed':
      if (event.reconciled !== undefined)
        return { ...base, kind: 'effect.reconciled', facts: { tool, ...event.reconciled } };
      return {
        ...base,
        kind: 'effect.receipt',
        facts: { tool, key: effect.effectKey, outcome: 'failed', summary: event.reason },
      };
    case 'effect.unknown':
      return { ...base, kind: 'effect.unknown', facts: { tool, key: effect.effectKey, reason: event.reason } };
    case 'effect.retried':
      return { ...base, kind: 'effect.reconciled', facts: { tool, verdict: 'retry', reason: event.reason } };
    case 'effect.refused':
      return {
        ...base,
        kind: 'effect.refused',
        facts: { tool, cause: event.cause, field: event.field ?? '', reason: event.detail },
      };
    case 'effect.simulated':
      return { ...base, kind: 'effect.simulated', facts: { tool, envelope } };
    case 'effect.compensated':
      return { ...base, kind: 'effect.compensated', facts: { tool, outcome: 'done', summary: event.receipt.summary } };
    case 'duty.escalated':
      return {
        ...base,
        kind: 'approval.escalated',
        facts: { to: event.to, level: event.escalations, reason: event.reason },
      };
    case 'duty.delegated':
      return {
        ...base,
        kind: 'approval.delegated',
        facts: { to: event.delegation.to, untilMs: event.delegation.untilMs, reason: event.reason },
      };
    case 'duty.delegation-ended':
      return { ...base, kind: 'approval.delegation-ended', facts: { to: event.delegation.to } };
    case 'duty.snoozed':
      return { ...base, kind: 'approval.snoozed', facts: { untilMs: event.snooze?.untilMs ?? null } };
    case 'duty.reminded':
      return { ...base, kind: 'approval.reminded', facts: { expiresAtMs: event.expiresAtMs } };
    case 'duty.chain-due':
    case 'approval.partly':
    case 'approval.returned':
    case 'grant.revoked':
    case 'hold.started':
    case 'hold.cancelled':
      return null;
  }
}
