import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { readEarlierTurns, useConversation } from '../../stores/conversation.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import s from './Conversation.module.css';
import { Openers } from './Openers.tsx';
import { TurnView } from './TurnView.tsx';

/** Closer to the end than this, px, it follows what is said; whoever scrolled up is left alone. */
const followsWithin = 80;

/** One branch of a conversation; it follows its end until somebody scrolls away from it. */
export function Thread(props: { readonly conversationId: string | null; readonly isDocked?: boolean }): ReactElement {
  const { conversationId, isDocked = false } = props;
  const isOpen = useConversation((state) => state.conversationId === conversationId);
  const conversation = useConversation((state) => state.conversation);
  const turns = useConversation((state) => state.turns);
  const hasEarlier = useConversation((state) => state.hasEarlier);
  const failure = useConversation((state) => state.failure);
  const last = turns.at(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const thread = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);

  // What stands in it grows for many reasons (words, a card that is read, a table that is drawn): its height is watched.
  useEffect(() => {
    const [view, inner] = [scroller.current, thread.current];
    if (view === null || inner === null) return;
    const watcher = new ResizeObserver(() => {
      if (isFollowing.current) view.scrollTop = view.scrollHeight;
    });
    watcher.observe(inner);
    watcher.observe(view);
    return () => watcher.disconnect();
  }, []);

  function onScroll(): void {
    const view = scroller.current;
    if (view === null) return;
    const isNearEnd = view.scrollHeight - view.scrollTop - view.clientHeight < followsWithin;
    // What grows moves the end away by itself: only a way back is somebody's own.
    if (isNearEnd) isFollowing.current = true;
    else if (view.scrollTop < lastTop.current) isFollowing.current = false;
    lastTop.current = view.scrollTop;
  }

  return (
    <div
      className={`scroll ${s['tail']}`}
      ref={scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="log"
      aria-label="Conversation"
    >
      <div className={s['thread']} ref={thread}>
        {failure !== null && conversation === null ? (
          <Failure error={failure} />
        ) : conversationId === null ? (
          <Openers />
        ) : !isOpen || conversation === null ? (
          <Empty kind="loading" title="Reading the conversation" />
        ) : (
          <>
            {hasEarlier ? (
              <p className={s['more']}>
                <Button kind="quiet" isSmall onPress={() => void readEarlierTurns()}>
                  Show earlier turns
                </Button>
              </p>
            ) : null}
            {turns.length === 0 ? <Openers /> : null}
            {turns.map((turn) => (
              <TurnView key={turn.turnId} turn={turn} isLast={turn === last} isDocked={isDocked} />
            ))}
          </>
        )}
      </div>
    </div>
  );
}
