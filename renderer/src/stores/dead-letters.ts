import { create } from 'zustand';
import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
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

/** Follows the open or the settled letters, until the returned function is called. */
export function openDeadLetters(state: DeadLetterPage): () => void {
  useDeadLetters.setState(nothing);
  const reader = calmReader(async () => {
    try {
      useDeadLetters.setState({ ...(await call('deadLetter.list', { state })), failure: null });
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

export async function readMoreLetters(state: DeadLetterPage): Promise<void> {
  const { letters, next } = useDeadLetters.getState();
  if (next === null) return;
  try {
    const page = await call('deadLetter.list', { state, after: next });
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
