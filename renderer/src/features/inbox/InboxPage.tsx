import { useEffect, useMemo } from 'react';
import type { ReactElement } from 'react';
import { openCard, useCard } from '../../stores/card.ts';
import { openInbox, useInbox } from '../../stores/inbox.ts';
import { useRoute } from '../../stores/route.ts';
import { Card } from '../card/Card.tsx';
import s from './Inbox.module.css';
import { InboxList } from './InboxList.tsx';
import { moveTo, revealRow } from './moves.ts';
import { inboxRows } from './rows.ts';

/** Where reviewers live: the list on the left, the open card on the right. */
export function InboxPage(): ReactElement {
  const order = useInbox((state) => state.order);
  const byId = useInbox((state) => state.byId);
  const expanded = useInbox((state) => state.expanded);
  const focus = useInbox((state) => state.focus);
  const openId = useCard((state) => state.approvalId);
  const wanted = useRoute(({ route }) => (route.page === 'inbox' ? route.approvalId : null));
  const rows = useMemo(() => inboxRows(order, byId, expanded), [order, byId, expanded]);

  useEffect(() => openInbox(), []);
  useEffect(() => {
    if (wanted !== null) openCard(wanted);
  }, [wanted]);
  const isWantedListed = wanted !== null && byId.has(wanted);
  useEffect(() => {
    // A link names an item: its row takes the place in the list, also inside a folded group.
    if (wanted !== null && isWantedListed) revealRow(wanted);
  }, [wanted, isWantedListed]);
  useEffect(() => {
    // Nothing is open yet: the most urgent item is.
    if (wanted !== null || focus !== null || openId !== null) return;
    moveTo(rows.find((row) => row.kind === 'item'));
  }, [rows, wanted, focus, openId]);

  return (
    <div className={`panes ${s['panes']}`}>
      <InboxList rows={rows} />
      <Card rows={rows} />
    </div>
  );
}
