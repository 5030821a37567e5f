import type { Clock } from '../../electron/runtime/ports.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Time passes: both clocks go on, and what has become due is called in order. */
  pass(ms: number): void;
  /** Somebody sets the wall clock; no time passes. */
  setWall(atMs: number): void;
  /** How much is set to happen later. */
  armed(): number;
}

interface Timer {
  readonly atMs: number;
  readonly call: () => void;
}

export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let wallMs = startMs;
  let elapsedMs = 0;
  let timers: Timer[] = [];
  return {
    now: () => wallMs,
    monotonic: () => elapsedMs,
    after(delay, call) {
      const timer: Timer = { atMs: elapsedMs + Math.max(0, delay), call };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass(ms) {
      wallMs += ms;
      elapsedMs += ms;
      for (;;) {
        const due = timers.filter((timer) => timer.atMs <= elapsedMs).toSorted((one, other) => one.atMs - other.atMs);
        const first = due[0];
        if (first === undefined) return;
        timers = timers.filter((one) => one !== first);
        first.call();
      }
    },
    setWall(atMs) {
      wallMs = atMs;
    },
    armed: () => timers.length,
  };
}
