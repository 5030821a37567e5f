import { useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { openCard, useCard } from '../../stores/card.ts';
import { chooseInboxTab, chooseSplit, useInbox } from '../../stores/inbox.ts';
import type { InboxState } from '../../stores/inbox.ts';
import { inboxTabs, isOfList, tabStatuses } from '../../stores/inbox-list.ts';
import type { InboxTab, ListChoice } from '../../stores/inbox-list.ts';
import { goQuietly, useRoute } from '../../stores/route.ts';
import { moveTo, revealRow } from './moves.ts';
import type { InboxRow } from './rows.ts';

/** Shows another part of the inbox; the card it leaves is there again when the person comes back. */
export function showTab(tab: InboxTab): void {
  const { approvalId } = useCard.getState();
  chooseInboxTab(tab, approvalId);
  closeCard();
}

/** Keeps the open card one of the list: a link's item, the one that was open in this tab, or the first. */
export function useOpenCard(rows: readonly InboxRow[]): void {
  // Not the row that has the keyboard: it moves thirty times a second while a key is held.
  const inbox = useInbox(
    useShallow(({ tab, split, text, byId, isLoading, lastOpen, focus }) => ({
      tab,
      split,
      text,
      byId,
      isLoading,
      lastOpen,
      hasFocus: focus !== null,
    })),
  );
  const detail = useCard((state) => state.detail);
  const openId = useCard((state) => state.approvalId);
  const wanted = useRoute(({ route }) => (route.page === 'inbox' ? route.approvalId : null));
  const followed = useRef<string | null>(null);

  useEffect(() => {
    if (wanted !== null) openCard(wanted);
  }, [wanted]);
  const isWantedListed = wanted !== null && inbox.byId.has(wanted);
  useEffect(() => {
    // A link names an item: its row takes the place in the list, also inside a folded group.
    if (wanted === null || !isWantedListed) return;
    followed.current = wanted;
    revealRow(wanted);
  }, [wanted, isWantedListed]);
  useEffect(() => {
    const listed = rows.find((row) => row.kind === 'item');
    if (openId === null) {
      if (wanted !== null || inbox.hasFocus) return;
      const { approvalId, isAwaited } = rememberedIn(inbox);
      if (isAwaited) return;
      if (approvalId === null) moveTo(listed);
      else goQuietly({ page: 'inbox', approvalId });
      return;
    }
    if (detail?.approvalId !== openId || inbox.isLoading || !isForeign(detail, inbox)) return;
    const home = inboxTabs.find((tab) => tabStatuses[tab].includes(detail.status));
    if (wanted === openId && followed.current !== wanted && home !== undefined && home !== inbox.tab) {
      // A link to what another tab lists goes to that tab, once; what is decided later pulls nobody along.
      followed.current = wanted;
      chooseInboxTab(home, null);
    } else if (wanted === openId && followed.current !== wanted && home === 'pending' && inbox.split.query !== '') {
      followed.current = wanted;
      chooseSplit({ id: 'all', query: '' });
    } else {
      closeCard();
      moveTo(listed);
    }
  }, [rows, wanted, openId, detail, inbox]);
}

/** An open card that this list does not have, and could not have: another tab's, or hidden by the words searched for. */
function isForeign(detail: ApprovalDetail, inbox: ListChoice & Pick<InboxState, 'byId'>): boolean {
  return !inbox.byId.has(detail.approvalId) && !isOfList(inbox, detail);
}

/** The item that was open when this tab was left, as long as it is still of its list; it may be on a later page. */
function rememberedIn(inbox: ListChoice & Pick<InboxState, 'lastOpen' | 'byId' | 'isLoading'>): {
  approvalId: string | null;
  isAwaited: boolean;
} {
  const approvalId = inbox.lastOpen[inbox.tab] ?? null;
  const item = approvalId === null ? undefined : inbox.byId.get(approvalId);
  if (item !== undefined) return { approvalId: isOfList(inbox, item) ? approvalId : null, isAwaited: false };
  return { approvalId: null, isAwaited: approvalId !== null && inbox.isLoading };
}

/** Shows one of the lists of what waits. */
export function showSplit(split: ListChoice['split']): void {
  chooseSplit(split);
  closeCard();
}

function closeCard(): void {
  openCard(null);
  goQuietly({ page: 'inbox', approvalId: null });
}
