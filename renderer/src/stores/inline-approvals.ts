import { create } from 'zustand';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { call } from '../bridge.ts';
import { decideOne } from './decide.ts';
import { liveQuery } from './live-query.ts';
import { reportFailure } from './notices.ts';
import { sha256Hex } from './sha256.ts';

export interface InlineApproval {
  readonly detail: ApprovalDetail;
  /** Whether the bytes were hashed again in this window and match; null: not yet. */
  readonly isChecked: boolean | null;
  readonly isBusy: boolean;
}

/** Actions whose card stands in a conversation. */
export const useInlineApprovals = create<{ readonly byId: ReadonlyMap<string, InlineApproval> }>()(() => ({
  byId: new Map(),
}));

/** Reads one and follows it until the returned function is called. */
export function followApproval(approvalId: string): () => void {
  const query = liveQuery({
    read: () => call('approval.show', { approvalId }),
    topics: ['approval.changed'],
    onSnapshot: (detail) => void take(detail),
    onEvents: (events) => {
      if (events.some(({ topic, payload }) => topic === 'approval.changed' && payload.approvalId === approvalId))
        void query.reload();
    },
    onError: reportFailure,
  });
  return () => {
    query.stop();
    const byId = new Map(useInlineApprovals.getState().byId);
    byId.delete(approvalId);
    useInlineApprovals.setState({ byId });
  };
}

/** Approves one as it is shown. */
export async function decideInline(approvalId: string): Promise<void> {
  const known = useInlineApprovals.getState().byId.get(approvalId);
  if (known === undefined || known.isChecked !== true || known.isBusy) return;
  change(approvalId, { isBusy: true });
  await decideOne('approve', known.detail, '');
  change(approvalId, { isBusy: false });
}

async function take(detail: ApprovalDetail): Promise<void> {
  const { approvalId, envelopeHash } = detail;
  const before = useInlineApprovals.getState().byId.get(approvalId);
  const isSame = before?.detail.envelopeHash === envelopeHash && before.detail.envelope === detail.envelope;
  const byId = new Map(useInlineApprovals.getState().byId);
  byId.set(approvalId, { detail, isChecked: isSame ? before.isChecked : null, isBusy: before?.isBusy ?? false });
  useInlineApprovals.setState({ byId });
  if (isSame || detail.payloadChars !== null) return;
  const hash = await sha256Hex(detail.envelope);
  if (useInlineApprovals.getState().byId.get(approvalId)?.detail.envelopeHash === envelopeHash)
    change(approvalId, { isChecked: hash === envelopeHash });
}

function change(approvalId: string, part: Partial<InlineApproval>): void {
  const { byId } = useInlineApprovals.getState();
  const known = byId.get(approvalId);
  if (known === undefined) return;
  useInlineApprovals.setState({ byId: new Map(byId).set(approvalId, { ...known, ...part }) });
}
