import { approversLeft, approversOf, noDuty } from '../../../shared/domain/duty.ts';
import type { ApprovalDetail, ApprovalStatus, Decision } from '../../../shared/domain/approval.ts';
import type { EffectStatus, EffectSummary, RefusalCause, Tier } from '../../../shared/domain/effect.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import { cardParts } from './card-parts.ts';
import type { Complaint, FakeState } from './state.ts';
import { canonical, fakeId, sha256 } from './state.ts';

const inForceNow = { policyId: 'default', policyVersion: 3, inForce: null };
export interface ActionSpec {
  readonly tool: 'reply.send' | 'record.update' | 'report.publish' | 'ticket.close';
  readonly title: string;
  readonly target: string;
  readonly params: Record<string, unknown>;
  readonly diff: ApprovalDetail['diff'];
  readonly evidence: ApprovalDetail['evidence'];
  readonly claimed: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

const tierOf: Readonly<Record<ActionSpec['tool'], Tier>> = {
  'reply.send': 'gate',
  'record.update': 'gate',
  'report.publish': 'gate',
  'ticket.close': 'gate-two',
};

const sentences: Readonly<Record<ActionSpec['tool'], string>> = {
  'reply.send': 'A reply leaves the company, so one person reads and decides it.',
  'record.update': 'A customer record changes, so one person decides.',
  'report.publish': 'A report becomes readable to others, so one person decides.',
  'ticket.close': 'This tool is not known to the policy, so it is held at the highest tier: two people decide.',
};

const unrelated = { undo: null, standing: null, edited: null, supersedes: null, supersededBy: null };

/** Adds one action that waits for a decision, with its effect. */
export function addAction(state: FakeState, run: RunSummary, spec: ActionSpec): ApprovalDetail {
  const approvalId = fakeId();
  const effectId = fakeId();
  const tier = tierOf[spec.tool];
  const isKnown = spec.tool !== 'ticket.close';
  const envelope = canonical({
    tool: { id: spec.tool, version: '1', schemaHash: sha256(spec.tool) },
    target: spec.target,
    params: spec.params,
    preconditions: spec.tool === 'record.update' ? { rowHash: sha256(spec.target).slice(0, 16) } : {},
    agent: { id: run.agentId, release: run.releaseHash },
    run: run.runId,
    step: 'propose-effects',
    lineage: run.lineageId,
    generation: 1,
    policy: { id: 'default', version: 3, hash: sha256('policy') },
    tier,
    nonce: sha256(approvalId).slice(0, 24),
    createdAtMs: spec.createdAtMs,
    expiresAtMs: spec.expiresAtMs,
  });
  const external = spec.tool === 'reply.send' || spec.tool === 'ticket.close';
  const detail: ApprovalDetail = {
    approvalId,
    runId: run.runId,
    effectId,
    agentId: run.agentId,
    toolId: spec.tool,
    tier,
    status: 'pending',
    version: 1,
    envelopeHash: sha256(envelope),
    title: spec.title,
    fingerprint: sha256(`${spec.tool} ${Object.keys(spec.params).join(' ')} ${tier}`).slice(0, 16),
    createdAtMs: spec.createdAtMs,
    expiresAtMs: spec.expiresAtMs,
    holdUntilMs: null,
    decidedBy: null,
    decidedAtMs: null,
    sample: run.sample,
    money: null,
    risk: tier === 'gate-two' ? 16 : external ? 4 : 1,
    riskFactors: [
      ...(tier === 'gate-two' ? (['two-people'] as const) : []),
      ...(external ? (['cannot-be-undone', 'leaves-this-machine'] as const) : []),
    ],
    approvers: approversLeft(approversOf(tier, undefined), []),
    ...noDuty,
    reservedBy: null,
    notes: [],
    envelope,
    uninspectable: isKnown ? [] : ['params.payload', 'params.target_system'],
    effectClass: spec.tool === 'record.update' ? 'reversible' : 'consequential',
    effectStatus: 'waiting-decision',
    cause: null,
    causeDetail: null,
    verb: spec.title.split(' ')[0] ?? 'Run',
    diff: spec.diff,
    ...cardParts,
    readAtMs: spec.tool === 'record.update' ? spec.createdAtMs + 400 : null,
    evidence: spec.evidence,
    claimed: spec.claimed,
    why: {
      ...inForceNow,
      ruleId: isKnown ? spec.tool.replace('.', '-') : 'unknown-tool',
      sentence: sentences[spec.tool],
      matched: isKnown
        ? [`tool = ${spec.tool}`, `external = ${String(external)}`]
        : ['tool is not known', 'effect class = consequential'],
      automaticIf: isKnown
        ? 'A rule of the policy named this tool and target and said auto.'
        : 'The tool were declared, and a rule said auto.',
    },
    blast: {
      systems: [
        spec.tool === 'record.update' ? 'records.db' : spec.tool === 'report.publish' ? 'publish folder' : 'outbox',
      ],
      records: 1,
      people: external ? 1 : 0,
      external,
      reversible: spec.tool === 'record.update',
      conditionalWrite: spec.tool === 'record.update',
    },
    who: {
      agentTitle: run.agentTitle,
      releaseHash: run.releaseHash,
      releaseBy: null,
      startedBy: run.startedBy,
      askedBy: null,
      step: { number: 5, of: null, name: spec.tool },
      modelName: 'embedded language engine',
    },
    decisions: [],
    receipt: null,
    holdMs: external ? 8_000 : 3_000,
    canCompensate: spec.tool === 'record.update',
    ...unrelated,
  };
  state.approvals.set(approvalId, detail);
  state.effects.set(effectId, effectOf(detail, `4/effect/${state.effects.size}`));
  return detail;
}

/** The effect's own summary, from its approval. */
export function effectOf(detail: ApprovalDetail, path: string): EffectSummary {
  const { effectId, runId, toolId, tier, title, envelopeHash, approvalId, holdUntilMs, cause, causeDetail } = detail;
  return {
    effectId,
    runId,
    path,
    toolId,
    status: detail.effectStatus,
    cause,
    causeDetail,
    tier,
    title,
    envelopeHash,
    approvalId,
    holdUntilMs,
    compensates: null,
    dispatches: detail.receipt === null ? 0 : 1,
    receipt: detail.receipt,
    changedAtMs: detail.decidedAtMs ?? detail.createdAtMs,
  };
}

const effectStatusOf: Readonly<Record<ApprovalStatus, EffectStatus>> = {
  pending: 'waiting-decision',
  'partly-approved': 'waiting-decision',
  holding: 'holding',
  dispatched: 'dispatched',
  executed: 'done',
  failed: 'failed',
  unknown: 'unknown',
  'rolled-back': 'compensated',
  rejected: 'refused',
  responded: 'refused',
  expired: 'refused',
  stale: 'refused',
  superseded: 'refused',
  withdrawn: 'refused',
};

const causes = new Set(['rejected', 'responded', 'expired', 'stale', 'superseded', 'withdrawn']);

/** Moves an item on, and its effect with it. */
export function moveTo(
  state: FakeState,
  approvalId: string,
  status: ApprovalStatus,
  more: Partial<ApprovalDetail> = {},
): ApprovalDetail {
  const before = state.approvals.get(approvalId);
  if (before === undefined) throw new Error(`no approval ${approvalId}`);
  const after: ApprovalDetail = {
    ...before,
    status,
    version: before.version + 1,
    effectStatus: effectStatusOf[status],
    cause: causes.has(status) ? (status as RefusalCause) : null,
    holdUntilMs: null,
    ...more,
  };
  state.approvals.set(approvalId, after);
  const path = state.effects.get(after.effectId)?.path ?? '';
  state.effects.set(after.effectId, effectOf(after, path));
  return after;
}

/** A decision of a person, as it is recorded. */
export function decisionOf(
  detail: ApprovalDetail,
  person: { personId: string; printedName: string; role: string },
  decision: Decision['decision'],
  reason: string,
  atMs: number,
): Decision {
  return {
    decisionId: fakeId(),
    approvalId: detail.approvalId,
    envelopeHash: detail.envelopeHash,
    decision,
    meaning: decision === 'approve' ? 'I read this action and it may run as shown.' : 'This action must not run.',
    ...person,
    reason,
    auth: 'asserted',
    selfInitiated: person.personId === detail.who.startedBy,
    atMs,
    expiresAtMs: decision === 'approve' ? atMs + 900_000 : null,
    onBehalfOf: null,
  };
}

/** A reply to one complaint, quoting one span of it. */
export function replyFor(complaint: Complaint, atMs: number, expiresAtMs: number): ActionSpec {
  const span = complaint.text.split(/(?<=[.!?]) /)[0]?.slice(0, 180) ?? complaint.text.slice(0, 120);
  const to = `customer-${complaint.id}@example.test`;
  const body = `Hello,\n\nyou wrote to us: “${span}”\n\nWe have opened case ${complaint.id} about this and asked ${complaint.company} for the documents behind it. Until they answer, nothing more will be collected or reported on this point. We will write again within 15 days.\n\nCustomer support`;
  return {
    tool: 'reply.send',
    title: `Send 1 reply to complaint ${complaint.id}`,
    target: to,
    params: { to, subject: `Your complaint ${complaint.id}`, body },
    diff: [
      { field: 'to', before: null, after: to },
      { field: 'subject', before: null, after: `Your complaint ${complaint.id}` },
      { field: 'body', before: null, after: body },
    ],
    evidence: [
      {
        source: `complaint ${complaint.id}, ${complaint.company}, ${complaint.state}, ${complaint.date}`,
        trust: 'untrusted',
        quote: span,
        start: 0,
        end: span.length,
      },
    ],
    claimed: `The ticket belongs to the theme “${complaint.issue.toLowerCase()}”. The reply quotes the sentence above and answers that theme.`,
    createdAtMs: atMs,
    expiresAtMs,
  };
}

/** A record that gets its theme and queue. */
export function recordFor(complaint: Complaint, atMs: number, expiresAtMs: number): ActionSpec {
  return {
    tool: 'record.update',
    title: `Update 1 record of complaint ${complaint.id}`,
    target: `complaint ${complaint.id}`,
    params: {
      table: 'complaint',
      key: complaint.id,
      set: { theme: complaint.issue, queue: 'debt-validation', priority: 'high' },
    },
    diff: [
      { field: 'theme', before: null, after: complaint.issue },
      { field: 'queue', before: 'general', after: 'debt-validation' },
      { field: 'priority', before: 'normal', after: 'high' },
      { field: 'company', before: complaint.company, after: complaint.company },
      { field: 'state', before: complaint.state, after: complaint.state },
    ],
    evidence: [
      {
        source: `complaint ${complaint.id}`,
        trust: 'untrusted',
        quote: complaint.text.slice(0, 220),
        start: 0,
        end: 220,
      },
      {
        source: 'contract complaints@3',
        trust: 'verified',
        quote: 'Complaint ID is unique in 1,550 of 1,550 rows',
        start: null,
        end: null,
      },
    ],
    claimed: 'The text names a debt that is not the customer’s.',
    createdAtMs: atMs,
    expiresAtMs,
  };
}
