import { joinedDeltas, type TurnDelta } from '../../../shared/domain/turn-delta.ts';

/** Runs whose words are kept for somebody who comes to follow them. */
const mostRuns = 20;

/** What models say in runs that a client does not follow yet: a turn may speak before its window has heard of it. */
export interface UntoldWords {
  keep(delta: TurnDelta): void;
  /** Once: what was said in the run's newest call. */
  take(runId: string): TurnDelta | undefined;
}

export function keepUntoldWords(): UntoldWords {
  const byRun = new Map<string, TurnDelta>();
  return {
    keep(delta) {
      const { runId, path } = delta;
      const before = byRun.get(runId);
      byRun.delete(runId);
      byRun.set(runId, before?.path === path ? joinedDeltas(before, delta) : delta);
      if (byRun.size > mostRuns) for (const oldest of [...byRun.keys()].slice(0, 1)) byRun.delete(oldest);
    },
    take(runId) {
      const words = byRun.get(runId);
      byRun.delete(runId);
      return words;
    },
  };
}
