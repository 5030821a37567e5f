import { zombieCodes, type DeadLetter, type letterEndings } from '../../../shared/domain/dead-letter.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { RunState } from '../engine/states.ts';

/** A letter as it is written, once for each attempt. */
export type NewLetter = Pick<
  DeadLetter,
  'runId' | 'lineageId' | 'kind' | 'queue' | 'error' | 'attempt' | 'recoveries' | 'records' | 'atMs'
>;

/** What became of the open letter of a run. */
export interface LetterEnd {
  readonly runId: string;
  readonly how: (typeof letterEndings)[number];
  readonly by: string;
  readonly reason: string;
  readonly atMs: AtMs;
}

/** The letter of a run that has just failed for good, or was stopped as a zombie; null for every other change of it. */
export function letterOf(before: RunState | null, state: RunState): NewLetter | null {
  if (before?.status === state.status || state.error === null || state.finishedAtMs === null) return null;
  const isZombie = state.status === 'needs-attention' && zombieCodes.some((code) => code === state.error?.code);
  if (state.status !== 'failed' && !isZombie) return null;
  const { runId, lineageId, queue, error, attempt, recoveries, nextOrd, finishedAtMs: atMs } = state;
  const kind = isZombie ? 'zombie' : 'failed';
  return { runId, lineageId, kind, queue, error, attempt, recoveries, records: nextOrd - 1, atMs };
}
