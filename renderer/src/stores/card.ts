import { create } from 'zustand';
import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Similar } from '../../../shared/domain/similar.ts';
import { wholeApproval } from '../../../shared/ipc/whole-approval.ts';
import { call } from '../bridge.ts';
import { checkFiles } from './card-files.ts';
import { setEvidenceOpen, useCardView } from './card-view.ts';
import { sha256Hex } from './sha256.ts';

/** Whether the bytes on the card were hashed again in this window and match. */
export type HashCheck = 'checking' | 'matches' | 'differs';

interface CardState {
  readonly approvalId: string | null;
  readonly detail: ApprovalDetail | null;
  readonly hashCheck: HashCheck;
  readonly failure: unknown;
  /** How alike items were decided before, once it is known; it keeps no card waiting. */
  readonly similar: { readonly approvalId: string; readonly known: Similar } | null;
}

export const useCard = create<CardState>()(() => ({
  approvalId: null,
  detail: null,
  hashCheck: 'checking',
  failure: null,
  similar: null,
}));

const settleMs = 90;
let timer: ReturnType<typeof setTimeout> | undefined;
let openedAtMs = Number.NEGATIVE_INFINITY;

/** Opens a card; moving fast through a list reads only where it comes to rest. */
export function openCard(approvalId: string | null): void {
  if (useCard.getState().approvalId === approvalId) return;
  clearTimeout(timer);
  useCard.setState({ approvalId, failure: null });
  if (approvalId === null) {
    useCard.setState({ detail: null });
    return;
  }
  // The first press is answered at once; those that follow fast are passing by.
  const isPassing = performance.now() - openedAtMs < settleMs;
  openedAtMs = performance.now();
  timer = setTimeout(() => void refreshCard(), isPassing ? settleMs : 0);
}

/** Reads the open card again when its item, or the one that undoes it, has moved on. */
export function noteCardItem(item: ApprovalSummary): void {
  const { approvalId } = item;
  const { detail } = useCard.getState();
  const isMoved = detail?.approvalId === approvalId && wasMoved(detail, item);
  if (isMoved || detail?.undo?.approvalId === approvalId) void refreshCard();
}

/** Reads the open card again. */
export async function refreshCard(): Promise<void> {
  const { approvalId } = useCard.getState();
  if (approvalId === null) return;
  try {
    const detail = await call('approval.show', { approvalId });
    if (useCard.getState().approvalId !== approvalId) return;
    const isSame = useCard.getState().detail?.envelopeHash === detail.envelopeHash;
    if (!(isSame && detail.payloadChars !== null))
      useCard.setState({ detail, failure: null, ...(isSame ? {} : { hashCheck: 'checking' as const }) });
    // The beginning is on the screen while the rest is read; nothing is approved before all of it has its hash.
    const whole = await wholeApproval(detail, (piece) => call('approval.read', piece));
    if (useCard.getState().approvalId !== approvalId) return;
    if (whole !== detail) useCard.setState({ detail: whole, failure: null });
    const hash = await sha256Hex(whole.envelope);
    if (useCard.getState().detail !== whole) return;
    useCard.setState({ hashCheck: hash === whole.envelopeHash ? 'matches' : 'differs' });
    void readSimilar(approvalId);
    await checkFiles(whole.files);
  } catch (failure) {
    if (useCard.getState().approvalId === approvalId) useCard.setState({ failure, detail: null });
  }
}

/** Decided on, or moved among people, which leaves its version as it is. */
function wasMoved(before: ApprovalSummary, now: ApprovalSummary): boolean {
  return before.version !== now.version || before.reminded !== now.reminded || dutiesOf(before) !== dutiesOf(now);
}

function dutiesOf({ assignedTo, delegation, snoozed }: ApprovalSummary): string {
  return JSON.stringify([assignedTo, delegation, snoozed]);
}

async function readSimilar(approvalId: string): Promise<void> {
  const known = await call('approval.similar', { approvalId }).catch(() => null);
  if (known !== null && useCard.getState().approvalId === approvalId)
    useCard.setState({ similar: { approvalId, known } });
}

/** Unfolds the evidence of the open item, or folds it. */
export function toggleEvidence(): void {
  const { detail } = useCard.getState();
  const { evidenceOf } = useCardView.getState();
  setEvidenceOpen(detail === null || evidenceOf === detail.approvalId ? null : detail.approvalId);
}
