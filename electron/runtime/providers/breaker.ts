import type { Ms } from '../../../shared/ids.ts';
import type { Clock } from '../ports.ts';

/** How long an endpoint that did not answer is left alone: twice as long each time, up to a minute. */
const firstRestMs: Ms = 5_000;
const longestRestMs: Ms = 60_000;

interface Rest {
  readonly sinceMs: Ms;
  readonly untilMs: Ms;
  readonly restMs: Ms;
  readonly reason: string;
  /** One call tries whether it is back; the others go on passing it over. */
  isTried: boolean;
}

export interface Breaker {
  /** Null where it may be asked; then whoever asks says how it went. */
  rests(endpointId: string): { readonly reason: string; readonly leftMs: Ms } | null;
  answered(endpointId: string): void;
  /** It neither answered nor failed: it was not asked in the end. */
  leftAlone(endpointId: string): void;
  failed(endpointId: string, reason: string): void;
}

/** Remembers endpoints that are down, so that not every call waits for them. In memory: a start asks anew. */
export function createBreaker(clock: Pick<Clock, 'monotonic'>): Breaker {
  const rests = new Map<string, Rest>();
  return {
    rests(endpointId) {
      const rest = rests.get(endpointId);
      if (rest === undefined) return null;
      const nowMs = clock.monotonic();
      const leftMs = Math.max(0, rest.untilMs - nowMs);
      if (leftMs === 0 && !rest.isTried) {
        rest.isTried = true;
        return null;
      }
      const ago = Math.round((nowMs - rest.sinceMs) / 1_000);
      return { reason: `did not answer ${ago} s ago (${rest.reason})`, leftMs };
    },
    answered: (endpointId) => void rests.delete(endpointId),
    leftAlone(endpointId) {
      const rest = rests.get(endpointId);
      if (rest !== undefined) rest.isTried = false;
    },
    failed(endpointId, reason) {
      const nowMs = clock.monotonic();
      const before = rests.get(endpointId);
      // Calls that were under way together fail together: that counts once.
      if (before !== undefined && !before.isTried && before.untilMs > nowMs) return;
      const restMs = before === undefined ? firstRestMs : Math.min(before.restMs * 2, longestRestMs);
      rests.set(endpointId, { sinceMs: nowMs, untilMs: nowMs + restMs, restMs, reason, isTried: false });
    },
  };
}
