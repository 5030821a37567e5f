import type { ReactElement } from 'react';
import { useWorkspace } from '../../stores/workspace.ts';
import { Conversation } from './Conversation.tsx';

/** The assistant on a page of its own. */
export function AssistantPage(): ReactElement {
  const model = useWorkspace((state) => state.status?.model);
  return (
    <>
      <div className="head">
        <h1>Assistant</h1>
        <span className="grow" />
        <span className="d small cut">{model}</span>
      </div>
      <Conversation about={null} />
    </>
  );
}
