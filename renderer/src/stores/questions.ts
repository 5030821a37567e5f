import { create } from 'zustand';
import type { Question } from '../../../shared/domain/conversation.ts';
import { call } from '../bridge.ts';
import { liveQuery } from './live-query.ts';
import { reportFailure } from './notices.ts';

/** What runs ask people and nobody has answered yet. */
export const useQuestions = create<{ readonly open: readonly Question[] }>()(() => ({ open: [] }));

/** Reads them and follows them until the returned function is called. */
export function openQuestions(): () => void {
  const query = liveQuery({
    read: () => call('question.list', { open: true }),
    topics: ['workspace.changed'],
    onSnapshot: ({ questions }) => useQuestions.setState({ open: questions }),
    onEvents: (events) => {
      if (events.some(({ topic, payload }) => topic === 'workspace.changed' && payload.reason === 'questions'))
        void query.reload();
    },
    onError: reportFailure,
  });
  return query.stop;
}
