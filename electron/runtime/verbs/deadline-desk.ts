import { createAlarm } from '../engine/alarm.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';

/** Runs dealt with in one ring; the alarm rings again for the rest. */
const mostAtOnce = 200;

export interface DeadlineDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** Cancels a run whose deadline has passed, as a person would. */
  readonly pass: (runId: string) => Promise<void>;
}

/** One timer for the deadlines of all runs; they are read from the rows, so a restart or a sleep forgets none. */
export function createDeadlineDesk({ engine, stores, log, pass }: DeadlineDeskOptions): {
  rearm(): void;
  close(): void;
} {
  const alarm = createAlarm(engine, stores.runs.nextDeadlineMs, async (nowMs) => {
    const due = stores.runs.pastDeadline(nowMs, mostAtOnce);
    for (const runId of due)
      await pass(runId).catch((error: unknown) =>
        log.warn('a run could not be cancelled at its deadline', { runId, error: String(error) }),
      );
    return due.length < mostAtOnce ? 'all' : 'more';
  });
  const stop = engine.onRunsChanged((runs) => {
    for (const run of runs) if (run.finishedAtMs === null) alarm.consider(run.deadlineAtMs);
  });
  return {
    rearm: alarm.rearm,
    close() {
      stop();
      alarm.close();
    },
  };
}
