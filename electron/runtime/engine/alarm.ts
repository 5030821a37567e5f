import type { AtMs } from '../../../shared/ids.ts';
import type { Engine } from './engine-port.ts';

/** One timer for everything that is due in some table; nothing polls. */
export interface Alarm {
  /** Something is due at this time: re-arms when it is earlier than what is armed. */
  consider(dueAtMs: AtMs | null): void;
  /** After sleep, or a step of the clock: look again. */
  rearm(): void;
  close(): void;
}

/** When something that is due could not be dealt with, it is looked at again after this long. */
const lookAgainMs = 1_000;

/**
 * `nextDue` reads the earliest due time; `fire` deals with what is due by then. What it leaves due, or fails on (a full
 * disk), is tried again a little later: nothing spins.
 */
export function createAlarm(
  engine: Pick<Engine, 'now' | 'after'>,
  nextDue: () => AtMs | null,
  fire: (nowMs: AtMs) => Promise<'all' | 'more'>,
): Alarm {
  let armedFor = Number.POSITIVE_INFINITY;
  let disarm: () => void = () => {};
  let closed = false;
  let firing = false;

  function arm(dueAtMs: AtMs | null): void {
    disarm();
    armedFor = dueAtMs ?? Number.POSITIVE_INFINITY;
    if (closed || dueAtMs === null) return;
    disarm = engine.after(Math.max(0, dueAtMs - engine.now()), () => void ring());
  }

  async function ring(): Promise<void> {
    if (firing || closed) return;
    const nowMs = engine.now();
    if (nowMs < armedFor) return arm(armedFor);
    firing = true;
    armedFor = Number.POSITIVE_INFINITY;
    const left = await fire(nowMs).catch(() => 'all' as const);
    firing = false;
    if (closed) return;
    const next = nextDue();
    const again =
      next !== null && next <= nowMs && left === 'all' ? nowMs + lookAgainMs : (next ?? Number.POSITIVE_INFINITY);
    const soonest = Math.min(again, armedFor);
    arm(Number.isFinite(soonest) ? soonest : null);
  }

  return {
    consider(dueAtMs) {
      if (dueAtMs === null || dueAtMs >= armedFor) return;
      // While it fires, the next time is read from the table; what came meanwhile may be due already.
      if (firing) armedFor = dueAtMs;
      else arm(dueAtMs);
    },
    rearm: () => arm(nextDue()),
    close() {
      closed = true;
      disarm();
    },
  };
}
