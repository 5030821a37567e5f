import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useCard } from '../../stores/card.ts';
import { dockConversation, toggleDock, useComposer } from '../../stores/composer.ts';
import { openConversation } from '../../stores/conversation.ts';
import type { About } from '../../stores/conversation.ts';
import { hrefOf, useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Composer } from './Composer.tsx';
import s from './Conversation.module.css';
import { Thread } from './Thread.tsx';

/** The assistant beside a page; it knows what is open there. */
export function Dock(): ReactElement {
  const route = useRoute((state) => state.route);
  const approvalId = useCard((state) => state.approvalId);
  const dockedId = useComposer((state) => state.dockedId);
  useEffect(() => openConversation(dockedId), [dockedId]);
  return (
    <aside className={`pane ${s['dock']}`} aria-label="Assistant">
      <div className="head">
        <h2>Assistant</h2>
        <span className="grow" />
        {dockedId === null ? null : (
          <>
            <a className="small" href={hrefOf({ page: 'assistant', conversationId: dockedId })}>
              Open
            </a>
            <IconButton icon="plus" label="New conversation" onPress={() => dockConversation(null)} />
          </>
        )}
        <IconButton icon="x" label="Put the assistant away" onPress={toggleDock} />
      </div>
      <Thread key={dockedId ?? 'new'} conversationId={dockedId} isDocked />
      <Composer conversationId={dockedId} about={aboutOf(route, approvalId)} isPage={false} />
    </aside>
  );
}

function aboutOf(route: Route, approvalId: string | null): About | null {
  if (route.page === 'run') return { kind: 'run', id: route.runId };
  if (route.page === 'inbox' && approvalId !== null) return { kind: 'approval', id: approvalId };
  if (route.page === 'agents' && route.agentId !== null) return { kind: 'agent', id: route.agentId };
  return null;
}
