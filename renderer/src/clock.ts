import { create } from 'zustand';
import type { AtMs } from '../../shared/ids.ts';

/** The runtime's time, as this window follows it, in whole seconds. */
export const useClock = create<{ nowMs: AtMs }>()(() => ({ nowMs: Date.now() }));

let offsetMs: number | null = null;

/** The runtime's trusted time at this moment. */
export function runtimeNow(): AtMs {
  return Date.now() + (offsetMs ?? 0);
}

/**
 * Takes the runtime's clock as the one to show. What it tells is older by the time the message took, so of several
 * readings the latest is the best; one that is far behind means that the clock was set.
 */
export function setRuntimeTime(nowMs: AtMs): void {
  const next = nowMs - Date.now();
  const isSetBack = offsetMs !== null && next < offsetMs - 1_000;
  if (offsetMs === null || next > offsetMs || isSetBack) offsetMs = next;
  useClock.setState({ nowMs: runtimeNow() });
}

/** Steps the shared clock once a second while the window is visible. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) useClock.setState({ nowMs: runtimeNow() });
  }, 1_000);
  document.addEventListener('visibilitychange', () => useClock.setState({ nowMs: runtimeNow() }));
}
