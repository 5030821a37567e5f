import { noDuty, type ApproversRule } from '../../../shared/domain/duty.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Tier } from '../../../shared/domain/effect.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import { approversAtFirst, noPlan } from '../../../electron/runtime/approvals/duty-plan.ts';
import { sealEnvelope } from '../../../electron/runtime/approvals/envelope.ts';
import type { ApprovalCommand, Decided, DecisionEnv } from '../../../electron/runtime/approvals/events.ts';
import { evolveAll } from '../../../electron/runtime/approvals/evolve.ts';
import type { ExecutionWorld } from '../../../electron/runtime/approvals/execution-check.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';

export const startMs = 1_763_690_000_000;
export const holdMs = 8_000;
export const ana: Person = { personId: 'ana', printedName: 'Ana Müller', role: 'reviewer' };
export const ben: Person = { personId: 'ben', printedName: 'Ben Okafor', role: 'reviewer' };
export const cleo: Person = { personId: 'cleo', printedName: 'Cleo Sand', role: 'operator' };
export const policyHash = 'aa'.repeat(32);
export const schemaHashOfTool = 'bb'.repeat(32);
export const release = 'cc'.repeat(32);

export function envelopeFor(tier: Tier): Envelope {
  return {
    tool: { id: 'reply.send', version: '1', schemaHash: schemaHashOfTool },
    target: 'ticket-17@example.org',
    params: { subject: 'Your complaint', body: 'Dear customer, …' },
    preconditions: { outbox: 'absent', rowHash: 'dd'.repeat(32) },
    agent: { id: 'ticket-review', release },
    run: 'run-1',
    step: '4/effect:reply',
    lineage: 'lineage-1',
    generation: 0,
    policy: { id: 'default', version: 1, hash: policyHash },
    tier,
    nonce: '00112233445566778899aabbccddeeff',
    createdAtMs: startMs,
    expiresAtMs: startMs + 7 * 86_400_000,
  };
}

/** An action as it stands when it starts to wait. */
export function waitingItem(
  options: { tier?: Tier; holdMs?: number; id?: string; approvers?: ApproversRule } = {},
): EffectBundle {
  const tier = options.tier ?? 'gate';
  const id = options.id ?? '1';
  const asked = options.approvers === undefined ? {} : { approvers: options.approvers };
  const sealing = sealEnvelope({ ...envelopeFor(tier), ...asked });
  if (!sealing.ok) throw new Error(sealing.reason);
  const { bytes, hash } = sealing.sealed;
  return {
    effect: {
      effectId: `effect-${id}`,
      runId: 'run-1',
      lineageId: 'lineage-1',
      path: '4/effect:reply',
      generation: 0,
      toolId: 'reply.send',
      effectKey: 'key-1',
      compensates: null,
      supersedes: null,
      actionKey: null,
      status: 'waiting-decision',
      cause: null,
      causeDetail: null,
      tier,
      title: 'Send 1 reply',
      verb: 'Send',
      envelope: bytes,
      envelopeHash: hash,
      facts: {
        argsHash: '',
        effectClass: 'consequential',
        external: true,
        leaves: true,
        conditionalWrite: true,
        canCompensate: false,
        systems: ['outbox'],
        records: 1,
        people: 1,
        money: null,
        diff: [],
        readAtMs: startMs,
        evidence: [],
        claim: '',
        why: {},
        uninspectable: [],
      },
      approvalId: `approval-${id}`,
      holdMs: options.holdMs ?? holdMs,
      holdUntilMs: null,
      dispatches: 0,
      intentAtMs: null,
      receipt: null,
      createdAtMs: startMs,
      changedAtMs: startMs,
    },
    approval: {
      approvalId: `approval-${id}`,
      effectId: `effect-${id}`,
      runId: 'run-1',
      agentId: 'ticket-review',
      toolId: 'reply.send',
      tier,
      status: 'pending',
      version: 1,
      envelopeHash: hash,
      title: 'Send 1 reply',
      fingerprint: '0123456789abcdef',
      createdAtMs: startMs,
      expiresAtMs: startMs + 7 * 86_400_000,
      holdUntilMs: null,
      decidedBy: null,
      decidedAtMs: null,
      sample: false,
      money: null,
      risk: 4,
      riskFactors: ['cannot-be-undone', 'leaves-this-machine'],
      approvers: approversAtFirst(tier, options.approvers),
      ...noDuty,
      plan: noPlan,
    },
    grant: null,
    decisions: [],
  };
}

let made = 0;

export function envAt(nowMs: number, more: Partial<DecisionEnv> = {}): DecisionEnv {
  made += 1;
  return {
    nowMs,
    decisionId: `decision-${made}`,
    grantId: `grant-${made}`,
    startedBy: 'cleo',
    askedBy: null,
    releaseAuthor: null,
    policyAuthor: null,
    stops: [],
    ...more,
  };
}

/** What a person who has just looked at the item would send. */
export function seen<K extends 'approve' | 'reject' | 'respond'>(
  kind: K,
  item: EffectBundle,
  by: Person,
): Extract<ApprovalCommand, { kind: K }> {
  const { envelopeHash, version } = item.approval ?? { envelopeHash: '', version: 0 };
  return { kind, by, envelopeHash, version, reason: 'checked' } as Extract<ApprovalCommand, { kind: K }>;
}

/** The item after a command that is expected to be accepted. */
export function after(item: EffectBundle, command: ApprovalCommand, env: DecisionEnv): EffectBundle {
  return applied(item, decideApproval(item, command, env), env.nowMs);
}

export function applied(item: EffectBundle, decided: Decided, atMs: number): EffectBundle {
  if (!decided.ok) throw new Error(`${decided.code}: ${decided.message}`);
  return evolveAll(item, decided.events, atMs);
}

/** An item whose hold window has just ended, and the world in which it may run. */
export function readyItem(tier: Tier = 'gate'): { item: EffectBundle; world: ExecutionWorld } {
  let item = after(waitingItem({ tier }), seen('approve', waitingItem({ tier }), ana), envAt(startMs));
  if (tier === 'gate-two') item = after(item, seen('approve', item, ben), envAt(startMs));
  const nowMs = startMs + holdMs;
  return {
    item,
    world: {
      nowMs,
      awakeSinceMs: startMs - 60_000,
      run: { runId: 'run-1', lineageId: 'lineage-1', releaseHash: release, cancelRequested: false, hasEnded: false },
      policy: { id: 'default', version: 1, hash: policyHash },
      tool: { id: 'reply.send', version: '1', schemaHash: schemaHashOfTool, effectClass: 'consequential' },
      stops: [],
      pausedBecause: null,
      standingRefusal: () => 'There is no standing grant here.',
      roleOf: (personId) => [ana, ben, cleo].find((person) => person.personId === personId)?.role ?? null,
      identityOf: (personId) => personId,
      ownOf: ['cleo'],
      prepared: { preconditions: { outbox: 'absent', rowHash: 'dd'.repeat(32) }, readAtMs: nowMs - 100 },
      budget: { allowed: true, reason: '' },
      auditWritable: true,
      heldBecause: null,
    },
  };
}
