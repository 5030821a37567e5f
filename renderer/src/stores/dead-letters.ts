import { create } from 'zustand';
import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { calmReader } from './calm-reader.ts';
import { announce, reportFailure } from './notices.ts';

interface DeadLettersState {
  /** Null: not read yet. */
  readonly letters: readonly DeadLetter[] | null;
  readonly next: string | null;
  /** How many are open, on whatever page. */
  readonly open: number;
  readonly failure: unknown;
}

const nothing: DeadLettersState = { letters: null, next: null, open: 0, failure: null };
export const useDeadLetters = create<DeadLettersState>()(() => nothing);

/** Follows the open or the settled letters of the runs a filter names, until the returned function is called. */
export function openDeadLetters(state: DeadLetterPage, query: string): () => void {
  useDeadLetters.setState({ ...nothing, open: useDeadLetters.getState().open });
  const reader = calmReader(async () => {
    try {
      useDeadLetters.setState({
        ...(await call('deadLetter.list', { state, filter: letterFilter(query) })),
        failure: null,
      });
    } catch (failure) {
      useDeadLetters.setState({ failure });
    }
  });
  const unsubscribe = subscribe({ topics: ['workspace.changed'], onEvents: reader.again, onGap: reader.again });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}

export type DeadLetterPage = 'open' | 'settled';

/** Agent and words, as the list and a job take them. */
function letterFilter(query: string): MethodInput<'deadLetter.list'>['filter'] {
  const { agentId, text } = toRunFilter(parseRunQuery(query)) ?? {};
  return { ...(agentId === undefined ? {} : { agentId }), ...(text === undefined ? {} : { text }) };
}

/** Why a filter cannot be used on dead letters; undefined when it can. */
export function whyNoLetterFilter(query: string): string | undefined {
  const { unknown, status, parentId } = parseRunQuery(query);
  if (unknown.length === 0 && status.length === 0 && parentId === null) return undefined;
  return 'Dead letters are found by agent:ID and words of the title.';
}

/** How many are open, for whoever shows the way to them; null: not read yet. */
export const useLetterCount = create<{ readonly open: number | null }>()(() => ({ open: null }));

/** Follows their number until the returned function is called. */
export function watchLetterCount(): () => void {
  const reader = calmReader(async () => {
    try {
      const { open } = await call('deadLetter.list', { limit: 1 });
      useLetterCount.setState({ open });
    } catch {
      // The page of the letters says what is wrong; here the number is left out.
      useLetterCount.setState({ open: null });
    }
  });
  const unsubscribe = subscribe({
    topics: ['workspace.changed'],
    onEvents: (events) => {
      const isOfLetters = events.some(
        (event) => event.topic === 'workspace.changed' && event.payload.reason === 'dead-letters',
      );
      if (isOfLetters) reader.again();
    },
    onGap: reader.again,
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}

export async function readMoreLetters(state: DeadLetterPage, query: string): Promise<void> {
  const { letters, next } = useDeadLetters.getState();
  if (next === null) return;
  try {
    const page = await call('deadLetter.list', { state, filter: letterFilter(query), after: next });
    useDeadLetters.setState({ ...page, letters: [...(letters ?? []), ...page.letters] });
  } catch (error) {
    reportFailure(error);
  }
}

/** Throws why it cannot be settled so. */
export async function settleLetter(verb: 'retry' | 'dismiss', runId: string, reason: string): Promise<void> {
  if (verb === 'retry') await call('deadLetter.retry', { runId, reason });
  else await call('deadLetter.dismiss', { runId, reason });
  announce(verb === 'retry' ? 'The run is tried again' : 'The dead letter was dismissed');
}
