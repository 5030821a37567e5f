import type { AtMs, Ms } from '../../../shared/ids.ts';

/** Waits before the first, second, third and every later restart inside one window. */
export const restartDelaysMs: readonly Ms[] = [0, 250, 1000, 5000];
/** After this many restarts inside `restartWindowMs` the supervisor stops and says so. */
export const restartLimit = 5;
export const restartWindowMs: Ms = 60_000;

export type RestartVerdict =
  | { readonly restart: true; readonly afterMs: Ms; readonly restarts: readonly AtMs[] }
  | { readonly restart: false; readonly restarts: readonly AtMs[] };

/** Decides whether a child that ended at `nowMs` is started again, from the times of its earlier restarts. */
export function decideRestart(earlier: readonly AtMs[], nowMs: AtMs): RestartVerdict {
  const recent = earlier.filter((atMs) => nowMs - atMs < restartWindowMs);
  if (recent.length >= restartLimit) return { restart: false, restarts: recent };
  const afterMs = restartDelaysMs[Math.min(recent.length, restartDelaysMs.length - 1)] ?? 0;
  return { restart: true, afterMs, restarts: [...recent, nowMs] };
}
