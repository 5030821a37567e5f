import type { Progress } from '../../../shared/domain/run.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { Logger } from '../ports.ts';
import type { Engine } from './engine-port.ts';
import type { LiveRun } from './live-runs.ts';
import { saveProgress } from './run-decisions.ts';

/** Progress reaches its row at most this often, with other work. */
const everyMs: Ms = 1_000;

/** What runs say of their progress, until it is in their rows: seldom while they work, and always when they leave their host. */
export interface RunProgress {
  heard(live: LiveRun, progress: Progress): void;
  /** To be written along with a record; null when it is too soon. */
  due(live: LiveRun): Progress | null;
  /** Writes it along with a rest or an end; `write` answers null when nothing was written. */
  along<R>(live: LiveRun, write: (progress: Progress | null) => Promise<R>): Promise<R>;
  /** Wherever a run goes from its host, the last it said goes with it. */
  saveLast(live: LiveRun): void;
  /** The last word of a run that has left already. */
  save(runId: string, activation: number, progress: Progress): void;
}

export function createRunProgress(engine: Engine, log: Logger): RunProgress {
  function unsaved(live: LiveRun): Progress | null {
    return live.progressDirty ? live.progress : null;
  }

  function save(runId: string, activation: number, progress: Progress): void {
    engine
      .transact({ run: runId }, saveProgress(activation, progress))
      .catch((error: unknown) => log.warn('the progress of a run could not be saved', { runId, error: String(error) }));
  }

  return {
    heard(live, progress) {
      live.progress = progress;
      live.progressDirty = true;
    },
    due(live) {
      if (!live.progressDirty) return null;
      const nowMs = engine.now();
      if (nowMs - live.progressSavedAtMs < everyMs) return null;
      live.progressDirty = false;
      live.progressSavedAtMs = nowMs;
      return live.progress;
    },
    async along(live, write) {
      const last = unsaved(live);
      const written = await write(last);
      if (written !== null && live.progress === last) live.progressDirty = false;
      return written;
    },
    saveLast(live) {
      const progress = unsaved(live);
      if (progress === null) return;
      live.progressDirty = false;
      save(live.runId, live.activation, progress);
    },
    save,
  };
}
