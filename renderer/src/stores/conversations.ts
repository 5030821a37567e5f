import { create } from 'zustand';
import type { Conversation } from '../../../shared/domain/conversation.ts';
import { call } from '../bridge.ts';
import { liveQuery } from './live-query.ts';
import type { LiveQuery } from './live-query.ts';
import { reportFailure } from './notices.ts';

interface ConversationsState {
  readonly list: readonly Conversation[];
  readonly next: string | null;
  readonly isLoading: boolean;
  readonly failure: unknown;
  /** What they are searched for; empty: all. */
  readonly text: string;
}

export const useConversations = create<ConversationsState>()(() => ({
  list: [],
  next: null,
  isLoading: true,
  failure: null,
  text: '',
}));

const pageRows = 50;
/** Between two readings of the list while turns move on. */
const calmMs = 300;
let live: LiveQuery | null = null;

/** Opens the list and follows it until the returned function is called. */
export function openConversations(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const mine = liveQuery({
    read: readPage,
    topics: ['conversation.changed'],
    onSnapshot: ({ conversations, next }) =>
      useConversations.setState({ list: conversations, next, isLoading: false, failure: null }),
    onEvents: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void mine.reload();
      }, calmMs);
    },
    onError: (failure) => useConversations.setState({ failure, isLoading: false }),
  });
  live = mine;
  return () => {
    clearTimeout(timer);
    mine.stop();
    if (live === mine) live = null;
  };
}

/** Shows those in which a text is found. */
export function searchConversations(text: string): void {
  useConversations.setState({ text });
  void live?.reload();
}

/** Reads the next page of the list. */
export async function readMoreConversations(): Promise<void> {
  const { next, text } = useConversations.getState();
  if (next === null) return;
  useConversations.setState({ next: null });
  try {
    const page = await call('conversation.list', { after: next, limit: pageRows, ...searched(text) });
    if (useConversations.getState().text !== text) return;
    useConversations.setState(({ list }) => ({ list: [...list, ...page.conversations], next: page.next }));
  } catch (error) {
    reportFailure(error);
    useConversations.setState({ next });
  }
}

function readPage(): ReturnType<typeof call<'conversation.list'>> {
  return call('conversation.list', { limit: pageRows, ...searched(useConversations.getState().text) });
}

function searched(text: string): { text?: string } {
  return text.trim() === '' ? {} : { text: text.trim() };
}
