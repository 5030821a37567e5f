import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Clock } from '../ports.ts';

/** A step of the wall clock larger than this, against the time that passed, is asked about. */
export const jumpLimitMs: Ms = 24 * 60 * 60 * 1000;

/** A step of trusted time larger than this, against the time that passed: the computer slept, or its clock was set. */
const leapMs: Ms = 2_000;

/** Both clocks at one moment. */
export interface ClockReading {
  readonly wallMs: AtMs;
  readonly monotonicMs: Ms;
}

/** How far the wall clock has stepped ahead between two readings; null when that is nothing to ask about. */
export function clockJump(before: ClockReading, after: ClockReading): Ms | null {
  const aheadMs = after.wallMs - before.wallMs - (after.monotonicMs - before.monotonicMs);
  return aheadMs > jumpLimitMs ? aheadMs : null;
}

/** Time that never goes behind what was written, and does not follow a jump before a person has confirmed it. */
export interface TrustedTime {
  now(): AtMs;
  /** The time that is about to be written: from here on there is no way behind it. */
  stamp(): AtMs;
  /** How far the wall clock has jumped ahead of this time; null when it is followed. */
  aheadMs(): Ms | null;
  /** This time right after it last went on without time passing; minus infinity when it never did. */
  leaptAtMs(): AtMs;
  /** The clock is right as it is: from here on it is followed. */
  accept(): void;
}

export interface TrustedTimeStart {
  /** Highest time ever written. */
  readonly floorMs: AtMs;
  /** A jump that an earlier process found and nobody has confirmed. */
  readonly aheadMs: Ms | null;
}

/**
 * Trusted time = max(wall clock, highest time written + the time that passed since). Each reading is compared with the
 * one before it, so that the many short sleeps of a laptop never add up to a jump; while one stands, this time goes on
 * from before it, and a clock that is set back again has changed nothing.
 */
export function createTrustedTime(
  clock: Pick<Clock, 'now' | 'monotonic'>,
  start: TrustedTimeStart,
  onLeap: () => void = () => {},
): TrustedTime {
  const read = (): ClockReading => ({ wallMs: clock.now(), monotonicMs: clock.monotonic() });
  const first = read();
  let written: ClockReading = { wallMs: start.floorMs, monotonicMs: first.monotonicMs };
  let seen: ClockReading = { ...first, wallMs: first.wallMs - (start.aheadMs ?? 0) };
  let told: { readonly atMs: AtMs; readonly monotonicMs: Ms } | null = null;
  let leaptAtMs = Number.NEGATIVE_INFINITY;

  function look(): ReturnType<typeof compare> {
    const found = compare();
    const { monotonicMs } = found.now;
    const isLeap = told !== null && found.atMs - told.atMs - (monotonicMs - told.monotonicMs) > leapMs;
    told = { atMs: found.atMs, monotonicMs };
    if (isLeap) {
      leaptAtMs = found.atMs;
      onLeap();
    }
    return found;
  }

  function compare(): { readonly atMs: AtMs; readonly floorMs: AtMs; readonly aheadMs: Ms | null; now: ClockReading } {
    const now = read();
    const floorMs = written.wallMs + (now.monotonicMs - written.monotonicMs);
    const aheadMs = clockJump(seen, now);
    // After a step back and its correction the wall clock is not ahead of anything.
    if (aheadMs !== null && now.wallMs - floorMs > jumpLimitMs)
      return { atMs: Math.max(now.wallMs - aheadMs, floorMs), floorMs, aheadMs, now };
    seen = now;
    return { atMs: Math.max(now.wallMs, floorMs), floorMs, aheadMs: null, now };
  }

  look();
  return {
    now: () => Math.floor(look().atMs),
    stamp() {
      const { atMs, floorMs, now } = look();
      if (atMs > floorMs) written = { wallMs: atMs, monotonicMs: now.monotonicMs };
      return Math.floor(atMs);
    },
    aheadMs: () => look().aheadMs,
    leaptAtMs() {
      look();
      return leaptAtMs;
    },
    accept: () => void (seen = read()),
  };
}
