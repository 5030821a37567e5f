import type { Stores } from '../store/stores.ts';
import { createAlarm, type Alarm } from './alarm.ts';
import type { Engine } from './engine-port.ts';
import { wakeRun } from './run-decisions.ts';
import type { JournalRow, RunState } from './states.ts';

/** Timers dealt with in one ring; the alarm rings again for the rest. */
const mostAtOnce = 500;

export interface RunTimersOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly isLive: (runId: string) => boolean;
  readonly settle: (waited: JournalRow, result: string) => Promise<unknown>;
  readonly resume: (runId: string, state: RunState | null, rows: readonly JournalRow[]) => void;
}

/** Ends sleeps, gives up on signals that did not come, and starts the next attempt of a step, when their time has come. */
export function createRunTimers(options: RunTimersOptions): Alarm {
  const { engine, stores } = options;
  return createAlarm(engine, stores.journal.nextDueMs, async (nowMs) => {
    const due = stores.journal.dueTimers(nowMs, mostAtOnce);
    for (const timer of due) {
      const waited = stores.journal.last(timer.runId, timer.lineageId, timer.path);
      if (waited?.phase === 'waiting') await options.settle(waited, 'null');
      else if (waited?.phase === 'attempt-failed') {
        const state = await engine.transact(
          { run: timer.runId },
          wakeRun(timer.path, () => options.isLive(timer.runId)),
        );
        options.resume(timer.runId, state, [{ ...waited, dueAtMs: null }]);
      } else
        await engine.transact({ run: timer.runId }, () => ({
          ok: true,
          changes: [{ put: 'timer-gone', runId: timer.runId, path: timer.path }],
          reply: null,
        }));
    }
    return due.length < mostAtOnce ? 'all' : 'more';
  });
}
