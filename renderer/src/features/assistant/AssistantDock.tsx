import type { ReactElement } from 'react';
import { toggleDock } from '../../stores/assistant.ts';
import type { About } from '../../stores/assistant.ts';
import { useCard } from '../../stores/card.ts';
import { useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import { IconButton } from '../../ui/Button.tsx';
import s from './Assistant.module.css';
import { Conversation } from './Conversation.tsx';

/** The assistant beside a page; it knows what is open there. */
export function AssistantDock(): ReactElement {
  const route = useRoute((state) => state.route);
  const approvalId = useCard((state) => state.approvalId);
  return (
    <aside className={`pane ${s['dock']}`} aria-label="Assistant">
      <div className="head">
        <h2>Assistant</h2>
        <span className="grow" />
        <IconButton icon="x" label="Put the assistant away" onPress={toggleDock} />
      </div>
      <Conversation about={aboutOf(route, approvalId)} />
    </aside>
  );
}

function aboutOf(route: Route, approvalId: string | null): About | null {
  if (route.page === 'run') return { kind: 'run', id: route.runId };
  if (route.page === 'inbox' && approvalId !== null) return { kind: 'approval', id: approvalId };
  if (route.page === 'agents' && route.agentId !== null) return { kind: 'agent', id: route.agentId };
  return null;
}
