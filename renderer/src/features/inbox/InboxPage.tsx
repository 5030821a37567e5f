import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { openInbox, useInbox } from '../../stores/inbox.ts';
import { readSettings } from '../../stores/settings.ts';
import { Card } from '../card/Card.tsx';
import s from './Inbox.module.css';
import { InboxList } from './InboxList.tsx';
import { rowsOf } from './moves.ts';
import { useOpenCard } from './use-open-card.ts';

/** Where reviewers live: the list on the left, the open card on the right. */
export function InboxPage(): ReactElement {
  const order = useInbox((state) => state.order);
  const gone = useInbox((state) => state.gone);
  const byId = useInbox((state) => state.byId);
  const expanded = useInbox((state) => state.expanded);
  const rows = rowsOf({ order, gone, byId, expanded });

  useEffect(() => openInbox(), []);
  // The reasons of a rejection are there before somebody asks for them by a digit.
  useEffect(() => void readSettings(), []);
  useOpenCard(rows);

  return (
    <div className={`panes ${s['panes']}`}>
      <InboxList rows={rows} />
      <Card rows={rows} />
    </div>
  );
}
