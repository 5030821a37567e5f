import { create } from 'zustand';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { reportFailure } from './notices.ts';

type Page = MethodOutput<'turn.past'>;

interface PastTurnsState {
  readonly page: Page | null;
  readonly failure: unknown;
}

export const usePastTurns = create<PastTurnsState>()(() => ({ page: null, failure: null }));

/** Reads which lanes the newest turns took, and whether they were right. */
export async function readPastTurns(): Promise<void> {
  try {
    usePastTurns.setState({ page: await call('turn.past', {}), failure: null });
  } catch (failure) {
    usePastTurns.setState({ failure });
  }
}

export async function readEarlierPastTurns(): Promise<void> {
  const { page } = usePastTurns.getState();
  if (page === null || page.next === null) return;
  try {
    const earlier = await call('turn.past', { after: page.next });
    usePastTurns.setState({ page: { ...earlier, turns: [...page.turns, ...earlier.turns] } });
  } catch (error) {
    reportFailure(error);
  }
}

/** Told once in this window: the first look counts. */
const told = new Set<string>();

/** What came of these turns stands before somebody. It says when, and keeps nobody waiting. */
export function sawTurns(turnIds: readonly string[]): void {
  const fresh = turnIds.filter((id) => !told.has(id)).slice(0, 100);
  if (fresh.length === 0 || document.hidden) return;
  for (const id of fresh) told.add(id);
  call('turn.seen', { turnIds: fresh }).catch(() => {
    for (const id of fresh) told.delete(id);
  });
}
