import { create } from 'zustand';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { call } from '../bridge.ts';

/** Whether the bytes on the card were hashed again in this window and match. */
export type HashCheck = 'checking' | 'matches' | 'differs';

interface CardState {
  readonly approvalId: string | null;
  readonly detail: ApprovalDetail | null;
  readonly hashCheck: HashCheck;
  readonly failure: unknown;
}

export const useCard = create<CardState>()(() => ({
  approvalId: null,
  detail: null,
  hashCheck: 'checking',
  failure: null,
}));

const settleMs = 90;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Opens a card; moving fast through a list reads only where it comes to rest. */
export function openCard(approvalId: string | null): void {
  if (useCard.getState().approvalId === approvalId) return;
  clearTimeout(timer);
  useCard.setState({ approvalId, failure: null });
  if (approvalId === null) {
    useCard.setState({ detail: null });
    return;
  }
  timer = setTimeout(() => void refreshCard(), useCard.getState().detail === null ? 0 : settleMs);
}

/** Reads the open card again when its item, or the one that undoes it, has moved on. */
export function noteCardVersion(approvalId: string, version: number): void {
  const { detail } = useCard.getState();
  const isMoved = detail?.approvalId === approvalId && detail.version !== version;
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
    useCard.setState({ detail, failure: null, ...(isSame ? {} : { hashCheck: 'checking' as const }) });
    const hash = await sha256Hex(detail.envelope);
    if (useCard.getState().detail === detail)
      useCard.setState({ hashCheck: hash === detail.envelopeHash ? 'matches' : 'differs' });
  } catch (failure) {
    if (useCard.getState().approvalId === approvalId) useCard.setState({ failure, detail: null });
  }
}

async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
