import type { z } from 'zod';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { ApprovalDetail, ApprovalStatus, DecisionOutcome } from '../../../shared/domain/approval.ts';
import { approvalSummarySchema } from '../../../shared/domain/approval.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import type { approvalFilter } from '../../../shared/ipc/approval-list-methods.ts';
import { urgency } from '../../../shared/domain/approval-risk.ts';
import { behind, statisticsOf } from '../../../electron/runtime/approvals/review-statistics.ts';
import type { Reviewed } from '../../../electron/runtime/approvals/review-statistics.ts';
import { decisionOf, moveTo } from './approvals.ts';
import { addAudit } from './content.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

const undoable = new Set<ApprovalStatus>(['holding']);

type Names =
  | 'approval.list'
  | 'approval.count'
  | 'review.statistics'
  | 'review.items'
  | 'approval.show'
  | 'approval.read'
  | 'approval.similar'
  | 'approval.approve'
  | 'approval.reject'
  | 'approval.respond'
  | 'approval.undo'
  | 'effect.compensate'
  | 'effect.reconcile'
  | 'effect.unknown';

/** The person whose approval was the last word. */
export function lastApprover({ decisions }: Pick<ApprovalDetail, 'decisions'>): string | null {
  return decisions.findLast(({ decision }) => decision === 'approve')?.personId ?? null;
}

/** The approval lane of the stand-in. */
export const approvalHandlers: Pick<Handlers, Names> = {
  'approval.list': (input, runtime) => {
    const nowMs = runtime.nowMs();
    const all = [...runtime.state.approvals.values()].filter((item) => isListed(item, input, nowMs));
    const weight = (item: ApprovalDetail): number =>
      input.order === 'urgency'
        ? urgency(item.risk, item.expiresAtMs, nowMs)
        : input.order === 'newest'
          ? (item.decidedAtMs ?? 0)
          : 0;
    all.sort((a, b) => weight(b) - weight(a));
    const from = Number(input.after ?? 0);
    const page = all.slice(from, from + input.limit);
    return {
      approvals: page.map((item) => approvalSummarySchema.parse(item)),
      next: from + input.limit < all.length ? String(from + input.limit) : null,
      total: all.length,
      cursor: runtime.cursor(),
    };
  },
  'approval.count': (input, runtime) => ({
    counts: input.filters.map(
      (filter) =>
        [...runtime.state.approvals.values()].filter((item) => isListed(item, filter, runtime.nowMs())).length,
    ),
  }),
  'review.statistics': (input, runtime, as) => {
    const toMs = runtime.nowMs();
    return statisticsOf(reviewedBy(runtime, as), { fromMs: toMs - input.days * 86_400_000, toMs, isCut: false });
  },
  'review.items': (input, runtime, as) => {
    const items = behind(reviewedBy(runtime, as), input.measure).map(
      ({ approvalId, title, decision, status, atMs }) => ({
        approvalId,
        title,
        decision,
        status,
        atMs,
        looked: null,
      }),
    );
    return { items: items.slice(0, input.limit), total: items.length, next: null };
  },
  'approval.show': (input, runtime) => approvalOf(runtime, input.approvalId),
  'approval.similar': () => ({
    lookedAt: 23,
    isMore: false,
    approved: 21,
    rejected: 1,
    responded: 1,
    expired: 0,
    other: 0,
    rolledBack: 1,
    failed: 0,
    last: [],
  }),
  'approval.read': (input, runtime) => {
    const { envelope, diff, evidence } = approvalOf(runtime, input.approvalId);
    const whole = JSON.stringify({ envelope, diff, evidence });
    return { text: whole.slice(input.offset), total: whole.length };
  },
  'approval.approve': (input, runtime, as) => ({
    results: input.items.map((item) =>
      decide(runtime, item, (detail) => {
        const atMs = runtime.nowMs();
        const holdUntilMs = atMs + detail.holdMs;
        return runtime.hold(
          moveTo(runtime.state, detail.approvalId, 'holding', {
            holdUntilMs,
            decidedBy: runtime.personOf(as).printedName,
            decidedAtMs: atMs,
            decisions: [...detail.decisions, decisionOf(detail, runtime.personOf(as), 'approve', input.reason, atMs)],
          }),
        );
      }),
    ),
  }),
  'approval.reject': (input, runtime, as) => refuse(runtime, as, 'reject', input.items, input.reason),
  'approval.respond': (input, runtime, as) => refuse(runtime, as, 'respond', input.items, input.answer),
  'approval.undo': (input, runtime, as) => ({
    results: input.approvalIds.map((approvalId) => {
      const detail = approvalOf(runtime, approvalId);
      if (!undoable.has(detail.status))
        return { approvalId, outcome: 'refused', status: detail.status, reason: 'It is not held any more.' };
      const atMs = runtime.nowMs();
      const back = moveTo(runtime.state, approvalId, 'pending', {
        decidedBy: null,
        decidedAtMs: null,
        decisions: [...detail.decisions, decisionOf(detail, runtime.personOf(as), 'undo', '', atMs)],
      });
      runtime.publishApproval(back);
      return { approvalId, outcome: 'decided', status: 'pending' };
    }),
  }),
  'effect.compensate': (input, runtime) => settleEffect(runtime, input.effectId, 'rolled-back'),
  'effect.reconcile': (input, runtime) =>
    settleEffect(runtime, input.effectId, input.verdict === 'did-not-happen' ? 'failed' : 'executed'),
  'effect.unknown': (input, { state }) => {
    const effects = [...state.effects.values()].filter(({ status }) => status === 'unknown');
    const shown = effects.filter(({ effectId }) => input.effectId === undefined || input.effectId === effectId);
    const retry = { untilMs: null, whyNot: 'Whoever it went to recognises no key: sent again, it could happen twice.' };
    return {
      effects: shown.map((effect) => ({ effect, agentId: 'ticket-review', sentAtMs: effect.changedAtMs, retry })),
      total: effects.length,
    };
  },
};

function reviewedBy(runtime: FakeRuntime, as: string): Reviewed[] {
  return [...runtime.state.approvals.values()].flatMap((item) =>
    item.decisions.flatMap(({ decision, personId, atMs }) =>
      personId === as && (decision === 'approve' || decision === 'reject' || decision === 'respond')
        ? [
            {
              ...item,
              decision,
              personId,
              atMs,
              askedAtMs: item.createdAtMs,
              looked: null,
              hasEvidence: item.evidence.length > 0,
              others: null,
              day: new Date(atMs).toISOString().slice(0, 10),
            },
          ]
        : [],
    ),
  );
}

function isListed(item: ApprovalDetail, filter: z.output<typeof approvalFilter>, nowMs: number): boolean {
  return (
    filter.status.includes(item.status) &&
    (filter.runId === undefined || item.runId === filter.runId) &&
    (filter.agentId === undefined || item.agentId === filter.agentId) &&
    (filter.toolId === undefined || item.toolId === filter.toolId) &&
    (filter.tier === undefined || filter.tier.includes(item.tier)) &&
    (filter.approvedBy === undefined || lastApprover(item) === filter.approvedBy) &&
    (filter.expiresInLess === undefined || item.expiresAtMs - nowMs < filter.expiresInLess) &&
    (filter.moneyOver === undefined || (item.money?.micros ?? 0) > filter.moneyOver) &&
    (filter.text === undefined || item.title.toLowerCase().includes(filter.text.toLowerCase()))
  );
}

type Seen = Parameters<typeof decide>[1];

/** Ends items without running them, with a reason or with an answer to the agent. */
function refuse(
  runtime: FakeRuntime,
  as: string,
  verdict: 'reject' | 'respond',
  items: readonly Seen[],
  words: string,
): { results: DecisionOutcome[] } {
  const person = runtime.personOf(as);
  return {
    results: items.map((item) =>
      decide(runtime, item, (detail) => {
        const atMs = runtime.nowMs();
        return moveTo(runtime.state, detail.approvalId, verdict === 'reject' ? 'rejected' : 'responded', {
          decidedBy: person.printedName,
          decidedAtMs: atMs,
          causeDetail: words,
          decisions: [...detail.decisions, decisionOf(detail, person, verdict, words, atMs)],
        });
      }),
    ),
  };
}

function decide(
  runtime: FakeRuntime,
  item: { approvalId: string; envelopeHash: string; version: number },
  act: (detail: ApprovalDetail) => ApprovalDetail,
): DecisionOutcome {
  const detail = approvalOf(runtime, item.approvalId);
  const { approvalId, status } = detail;
  if (status !== 'pending')
    return { approvalId, outcome: 'refused', status, reason: `${detail.decidedBy ?? 'Somebody'} decided first.` };
  if (detail.version !== item.version || detail.envelopeHash !== item.envelopeHash)
    return { approvalId, outcome: 'refused', status, reason: 'It changed since the preview.' };
  const after = act(detail);
  addAudit(
    runtime.state,
    'approval.decided',
    'person',
    after.decidedBy ?? '',
    `${after.title}: ${after.status}`,
    runtime.nowMs(),
    approvalId,
    after.runId,
  );
  runtime.publishApproval(after);
  return { approvalId, outcome: 'decided', status: after.status };
}

function settleEffect(
  runtime: FakeRuntime,
  effectId: string,
  status: ApprovalStatus,
): MethodOutput<'effect.compensate'> {
  const detail = [...runtime.state.approvals.values()].find((item) => item.effectId === effectId);
  if (detail === undefined) throw new LanekeeperError('not-found', 'There is no such effect.');
  runtime.publishApproval(moveTo(runtime.state, detail.approvalId, status));
  const effect = runtime.state.effects.get(effectId);
  if (effect === undefined) throw new LanekeeperError('not-found', 'There is no such effect.');
  return effect;
}

function approvalOf(runtime: FakeRuntime, approvalId: string): ApprovalDetail {
  const detail = runtime.state.approvals.get(approvalId);
  if (detail === undefined)
    throw new LanekeeperError('not-found', 'There is no approval with this id in this workspace.');
  return detail;
}
