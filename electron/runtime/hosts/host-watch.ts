import type { Ms } from '../../../shared/ids.ts';
import type { Clock } from '../ports.ts';

/** Answers that may fail to come before the host counts as stuck. */
const mostMissed = 6;
/** Above this share of its memory, seen at as many pings as that, a host is full: what is left is not garbage. */
const fullFrom = 0.9;
const fullTimes = 5;

export interface HostWatch {
  answered(full: number): void;
  close(): void;
}

/**
 * Asks a host again and again whether it still answers. Missed answers are counted, not time: a computer that slept, or
 * a process that stood still, has missed one at most.
 */
export function watchHost(options: {
  readonly clock: Pick<Clock, 'after'>;
  readonly unresponsiveMs: Ms;
  readonly ping: () => void;
  readonly onStuck: () => void;
  /** Told once. */
  readonly onFull: () => void;
}): HostWatch {
  let missed = 0;
  let timesFull = 0;
  let isTold = false;
  let cancel = arm();

  function arm(): () => void {
    return options.clock.after(options.unresponsiveMs / mostMissed, () => {
      if (missed >= mostMissed) return options.onStuck();
      missed += 1;
      options.ping();
      cancel = arm();
    });
  }

  return {
    answered(full) {
      missed = 0;
      timesFull = full >= fullFrom ? timesFull + 1 : 0;
      if (timesFull < fullTimes || isTold) return;
      isTold = true;
      options.onFull();
    },
    close: () => cancel(),
  };
}
