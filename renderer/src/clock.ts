import { create } from 'zustand';
import type { AtMs } from '../../shared/ids.ts';

/** The runtime's time, as this window follows it, in whole seconds. */
export const useClock = create<{ nowMs: AtMs }>()(() => ({ nowMs: Date.now() }));

let offsetMs = 0;

/** The runtime's trusted time at this moment. */
export function runtimeNow(): AtMs {
  return Date.now() + offsetMs;
}

/** Takes the runtime's clock as the one to show. */
export function setRuntimeTime(nowMs: AtMs): void {
  const next = nowMs - Date.now();
  // Under a second is the time the message took: moving the clock for it would make countdowns stutter.
  if (Math.abs(next - offsetMs) > 1_000) offsetMs = next;
}

/** Steps the shared clock once a second while the window is visible. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) useClock.setState({ nowMs: runtimeNow() });
  }, 1_000);
  document.addEventListener('visibilitychange', () => useClock.setState({ nowMs: runtimeNow() }));
}
