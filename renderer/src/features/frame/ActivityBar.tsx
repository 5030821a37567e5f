import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { hrefOf, useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { IconName } from '../../ui/Icon.tsx';

const places: readonly { icon: IconName; word: string; route: Route; pages: readonly Route['page'][] }[] = [
  { icon: 'inbox', word: 'Inbox', route: { page: 'inbox', approvalId: null }, pages: ['inbox'] },
  {
    icon: 'runs',
    word: 'Runs',
    route: { page: 'runs', query: '' },
    pages: ['runs', 'run', 'schedules', 'queues', 'dead-letters'],
  },
  { icon: 'agents', word: 'Agents', route: { page: 'agents', agentId: null, isStarting: false }, pages: ['agents'] },
  { icon: 'seal', word: 'Grants', route: { page: 'grants', grantId: null, draft: null }, pages: ['grants'] },
  {
    icon: 'assist',
    word: 'Assistant',
    route: { page: 'assistant', conversationId: null },
    pages: ['assistant', 'lanes'],
  },
  { icon: 'audit', word: 'Audit', route: { page: 'audit', seq: null }, pages: ['audit'] },
  { icon: 'gear', word: 'Settings', route: { page: 'settings', section: 'people' }, pages: ['settings'] },
];

/** A badge beside an icon has room for so many; its name, and the bar with labels, say the whole number. */
const mostShown = 99;

/** The places there are, with what waits in each. */
export function ActivityBar(): ReactElement {
  const page = useRoute((state) => state.route.page);
  const badges = useWorkspace((state) => state.status?.badges);
  return (
    <nav className="activity" aria-label="Views">
      {places.map(({ icon, word, route, pages }) => {
        const waiting = waitingIn(word, badges);
        return (
          <a
            key={word}
            href={hrefOf(route)}
            className={word === 'Settings' ? 'push' : waiting > mostShown ? 'wide' : undefined}
            aria-current={pages.includes(page) ? 'page' : undefined}
          >
            <Icon name={icon} />
            <span>{word}</span>
            {waiting > 0 ? (
              <span className="n" title={badgeMeaning(word, waiting)}>
                <span className="short" aria-hidden="true">
                  {waiting > mostShown ? `${mostShown}+` : waiting}
                </span>
                <span className="whole" aria-hidden="true">
                  {count(waiting)}
                </span>
                <span className="sr">{badgeMeaning(word, waiting)}</span>
              </span>
            ) : null}
          </a>
        );
      })}
    </nav>
  );
}

function waitingIn(word: string, badges: { inbox: number; runs: number; grants: number } | undefined): number {
  if (badges === undefined) return 0;
  return word === 'Inbox' ? badges.inbox : word === 'Runs' ? badges.runs : word === 'Grants' ? badges.grants : 0;
}

function badgeMeaning(word: string, waiting: number): string {
  if (word === 'Grants') return `${count(waiting)} proposed, and not decided on`;
  return word === 'Inbox' ? `${count(waiting)} wait for a decision` : `${count(waiting)} need a person`;
}
