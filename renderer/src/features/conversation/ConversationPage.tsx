import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import {
  goToLastConversation,
  openConversation,
  rememberConversation,
  useConversation,
} from '../../stores/conversation.ts';
import { openConversations } from '../../stores/conversations.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Composer } from './Composer.tsx';
import s from './Conversation.module.css';
import { ConversationList } from './ConversationList.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { SourcesPane } from './SourcesPane.tsx';
import { Thread } from './Thread.tsx';
import { TitleField } from './TitleField.tsx';

/** Talking with agents: the conversations, the open one, and what its answers stand on. */
export function ConversationPage(props: { readonly conversationId: string | null }): ReactElement {
  const conversationId = props.conversationId === 'new' ? null : props.conversationId;
  const conversation = useConversation((state) =>
    state.conversationId === conversationId ? state.conversation : null,
  );
  const model = useWorkspace((state) => state.status?.model);
  const [isRenaming, setRenaming] = useState(false);
  useEffect(() => openConversations(), []);
  useEffect(() => openConversation(conversationId), [conversationId]);
  useEffect(() => {
    if (props.conversationId === null) goToLastConversation();
    else rememberConversation(conversationId);
  }, [props.conversationId, conversationId]);
  return (
    <div className="panes">
      <ConversationList openId={conversationId} />
      <section className="pane grow" aria-label={conversation?.title ?? 'New conversation'}>
        <div className="head">
          {conversation !== null && isRenaming ? (
            <TitleField conversation={conversation} onDone={() => setRenaming(false)} />
          ) : (
            <h1 className="cut" title={conversation?.title}>
              {conversation?.title ?? 'New conversation'}
            </h1>
          )}
          <span className="grow" />
          <span className="d small cut">{model}</span>
          {conversation === null ? null : (
            <ConversationMenu conversation={conversation} onRename={() => setRenaming(true)} />
          )}
        </div>
        <div className={s['middle']}>
          <Thread key={conversationId ?? 'new'} conversationId={conversationId} />
          <Composer conversationId={conversationId} about={null} isPage />
        </div>
      </section>
      <SourcesPane />
    </div>
  );
}
