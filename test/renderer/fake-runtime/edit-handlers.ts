import { changesBetween } from '../../../shared/domain/action-changes.ts';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { decisionOf, moveTo } from './approvals.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

interface Draft {
  readonly item: { readonly approvalId: string };
  readonly tool?: string | undefined;
  readonly target?: string | undefined;
  readonly params: string;
}

/** The stand-in judges an edit as it judged the action, and shows the old item as replaced. */
export const editHandlers: Pick<Handlers, 'approval.editForm' | 'approval.previewEdit' | 'approval.edit'> = {
  'approval.editForm': (input, runtime) => ({
    tools: [{ toolId: detailOf(runtime, { item: input }).toolId, schema: { type: 'object' } }],
  }),
  'approval.previewEdit': (input, runtime) => {
    const detail = detailOf(runtime, input);
    const changes = changesOf(detail, input);
    if (changes.length === 0)
      return { problems: [], refused: 'Nothing of it is changed.', code: 'invalid-input', changes, verdict: null };
    const { tier, why, title, verb, holdMs, diff, uninspectable } = detail;
    const { sentence, matched } = why;
    const verdict = {
      tier,
      approvers: detail.approvers.count,
      sentence,
      matched,
      title,
      verb,
      holdMs,
      diff,
      uninspectable,
      whyNotApprove: null,
    };
    return { problems: [], refused: null, code: null, changes, verdict: { ...verdict, token: 'shown' } };
  },
  'approval.edit': (input, runtime, as) => {
    const detail = detailOf(runtime, input);
    const person = runtime.personOf(as);
    const atMs = runtime.nowMs();
    const { effectId, approvalId, title, envelopeHash, tier } = detail;
    const after = moveTo(runtime.state, approvalId, 'superseded', {
      decidedBy: person.printedName,
      decidedAtMs: atMs,
      decisions: [...detail.decisions, decisionOf(detail, person, 'edit', input.reason, atMs)],
    });
    runtime.publishApproval(after);
    return { approvalId, next: { effectId, approvalId, title, envelopeHash, tier, status: 'holding' } };
  },
};

function detailOf(runtime: FakeRuntime, { item }: Pick<Draft, 'item'>): ApprovalDetail {
  const detail = runtime.state.approvals.get(item.approvalId);
  if (detail === undefined) throw new LanekeeperError('not-found', 'There is no approval with this id.');
  return detail;
}

function changesOf(detail: ApprovalDetail, { tool, target, params }: Draft) {
  const before = JSON.parse(detail.envelope) as { target: string; params: Record<string, unknown> };
  return changesBetween(
    { tool: detail.toolId, target: before.target, params: before.params },
    {
      tool: tool ?? detail.toolId,
      target: target ?? before.target,
      params: JSON.parse(params) as Record<string, unknown>,
    },
  );
}
