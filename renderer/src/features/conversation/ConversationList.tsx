import type { ReactElement } from 'react';
import type { Conversation } from '../../../../shared/domain/conversation.ts';
import { runLooks } from '../../format/status.ts';
import { readMoreConversations, searchConversations, useConversations } from '../../stores/conversations.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import pick from '../../ui/Pick.module.css';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Conversation.module.css';

/** The conversations of this workspace, the one that moved last on top. */
export function ConversationList({ openId }: { readonly openId: string | null }): ReactElement {
  const { list, next, isLoading, failure, text } = useConversations();
  return (
    <section className={`pane ${s['list']}`} aria-label="Conversations">
      <div className="head">
        <h2>Assistant</h2>
        <span className="grow" />
        <a className="small nw" href={hrefOf({ page: 'lanes' })}>
          Lanes
        </a>
        <a
          className="iconbtn"
          href={hrefOf({ page: 'assistant', conversationId: 'new' })}
          aria-label="New conversation"
          title="New conversation"
        >
          <Icon name="plus" />
        </a>
      </div>
      <div className={s['search']}>
        <input
          className="input"
          type="search"
          placeholder="Search what was said"
          aria-label="Search conversations"
          value={text}
          maxLength={400}
          onChange={(event) => searchConversations(event.target.value)}
        />
      </div>
      <nav className="scroll" aria-label="Conversations of this workspace">
        {failure !== null ? (
          <Failure error={failure} />
        ) : list.length === 0 ? (
          <NoConversations isLoading={isLoading} isSearched={text.trim() !== ''} />
        ) : (
          list.map((one) => <Item key={one.conversationId} conversation={one} isOpen={one.conversationId === openId} />)
        )}
        {next === null ? null : (
          <p className={s['more']}>
            <Button kind="quiet" isSmall onPress={() => void readMoreConversations()}>
              Show earlier ones
            </Button>
          </p>
        )}
      </nav>
    </section>
  );
}

function Item(props: { readonly conversation: Conversation; readonly isOpen: boolean }): ReactElement {
  const { conversationId, title, isBusy, waitsForMe, changedAtMs } = props.conversation;
  return (
    <a
      className={`${pick['item']} ${s['item']}`}
      href={hrefOf({ page: 'assistant', conversationId })}
      aria-current={props.isOpen ? 'page' : undefined}
    >
      <span className="b cut" title={title}>
        {title}
      </span>
      <span className="d small">
        {waitsForMe ? (
          <Status look={runLooks['waiting-approval']} word="waits for you" />
        ) : isBusy ? (
          <Status look={runLooks.running} word="at work" />
        ) : (
          <Ago at={changedAtMs} />
        )}
      </span>
    </a>
  );
}

function NoConversations(props: { readonly isLoading: boolean; readonly isSearched: boolean }): ReactElement {
  if (props.isLoading) return <Empty kind="loading" title="Reading conversations" />;
  if (props.isSearched) return <Empty kind="filtered-out" title="Nothing was said with these words" />;
  return (
    <Empty kind="nothing-yet" icon="assist" title="No conversation yet">
      Say something below the page, and it stands here.
    </Empty>
  );
}
