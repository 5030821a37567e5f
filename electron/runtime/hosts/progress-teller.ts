import type { Progress } from '../../../shared/domain/run.ts';
import { hostTimers } from './guard-globals.ts';

/** How often at most the engine hears what a run is doing. */
const tellEveryMs = 50;

export interface ProgressTeller {
  /** Something of it changed: told together a little later, or ahead of the next record. */
  changed(progress: Progress | null): void;
  /** What has not been told yet is told now. */
  last(): void;
}

/** Tells the engine what a run is doing: short steps and busy loops cost no message each. */
export function createProgressTeller(
  running: () => readonly string[],
  tell: (progress: Progress | null, runningSteps: readonly string[]) => boolean,
): ProgressTeller {
  let untold: Progress | null = null;
  let told = '';
  let telling: ReturnType<typeof hostTimers.setTimeout> | undefined;

  function now(): void {
    hostTimers.clearTimeout(telling);
    telling = undefined;
    const runningSteps = running();
    const words = runningSteps.join('\n');
    if ((untold === null && words === told) || !tell(untold, runningSteps)) return;
    untold = null;
    told = words;
  }

  return {
    changed(progress) {
      untold = progress ?? untold;
      telling ??= hostTimers.setTimeout(now, tellEveryMs);
    },
    last() {
      if (untold !== null) now();
    },
  };
}
