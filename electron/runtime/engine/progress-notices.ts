import type { Progress } from '../../../shared/domain/run.ts';
import type { Ms } from '../../../shared/ids.ts';

/** What a run is doing, as a screen shows it; may be dropped, never stored. */
export interface ProgressNotice {
  readonly runId: string;
  /** Null while the agent has reported none. */
  readonly progress: Progress | null;
  readonly runningSteps: readonly string[];
}

/** A run is told of at most this often: thousands of short steps a second are nobody's news. */
const everyMs: Ms = 100;

/** Keeps the latest notice of each run and tells them together. */
export function createProgressNotices(
  after: (delay: Ms, call: () => void) => void,
  tell: (notice: ProgressNotice) => void,
): (notice: ProgressNotice) => void {
  const latest = new Map<string, ProgressNotice>();
  return (notice) => {
    if (latest.size === 0)
      after(everyMs, () => {
        for (const each of latest.values()) tell(each);
        latest.clear();
      });
    latest.set(notice.runId, notice);
  };
}
