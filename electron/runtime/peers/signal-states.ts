import type { AtMs } from '../../../shared/ids.ts';

/** A signal that was sent to a run; `key` is empty where none was given. */
export interface SignalState {
  readonly signalId: string;
  readonly runId: string;
  readonly name: string;
  readonly key: string;
  /** JSON text. */
  readonly payload: string;
  /** The entry that took it; null: it is kept. */
  readonly consumedPath: string | null;
  readonly atMs: AtMs;
}

/** A journal entry that waits for a signal (by name and key), or for the end of a child (by its id). */
export interface WaitState {
  readonly runId: string;
  readonly path: string;
  readonly lineageId: string;
  readonly kind: 'signal' | 'child';
  readonly name: string;
  readonly key: string;
  readonly ord: number;
  readonly atMs: AtMs;
}
