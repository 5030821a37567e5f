import type { Progress, RunSummary } from '../../../shared/domain/run.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { ExitCode } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { plain, share, span } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export interface FollowOptions {
  readonly terminal: Terminal;
  /** `waiting`: also over when nothing but people's decisions can move the run. */
  readonly until: 'ended' | 'waiting';
}

/** Follows a run by its events, across restarts of the runtime, until it is over. */
export function followRun(session: Session, runId: string, { terminal, until }: FollowOptions): Promise<RunSummary> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const stopFollowing = session.follow(['run.changed'], runId, {
      onEvents(events) {
        for (const event of events) if (event.topic === 'run.changed') see(event.payload);
      },
      onFresh() {
        session.ask('run.show', { runId }).then(({ run }) => see(run), fail);
      },
    });
    const stopProgress = session.onEphemeral('progress', (payload) => {
      if (payload.runId === runId && payload.progress !== null && !isOver) show(payload.progress);
    });

    /** Progress of a running run comes by itself, and is fresher than what is stored with the run. */
    function see(run: RunSummary): void {
      if (isOver) return;
      const hasEnded = finalRunStatuses.has(run.status);
      if (!hasEnded && run.status !== 'running') terminal.showProgress(`The run is ${run.status}.`, run.status);
      if (hasEnded || (until === 'waiting' && waitsForDecisions(run))) end(() => resolve(run));
    }
    function show(progress: Progress): void {
      terminal.showProgress(progressLine(progress), progress.phase);
    }
    function fail(error: unknown): void {
      if (!isOver) end(() => reject(error));
    }
    function end(then: () => void): void {
      isOver = true;
      stopFollowing();
      stopProgress();
      then();
    }
  });
}

/** Nothing but a person's decision moves the run on. */
export function waitsForDecisions(run: RunSummary): boolean {
  if (run.status === 'paused' && run.pause?.budget !== undefined) return true;
  return (run.status === 'waiting-approval' || run.status === 'compensating') && run.pendingApprovals > 0;
}

/** The exit code of a command that followed a run. */
export function exitAfter(run: RunSummary): ExitCode {
  if (waitsForDecisions(run)) return 3;
  return run.status === 'succeeded' || run.status === 'continued' ? 0 : 1;
}

function progressLine(progress: Progress): string {
  const done = progress.total === null ? progress.done.toLocaleString('en') : share(progress.done, progress.total);
  const left = progress.etaMs === null || progress.etaMs < 1000 ? '' : `, about ${span(progress.etaMs)} left`;
  return `${plain(progress.phase)}: ${done} ${plain(progress.unit)}${left}`;
}
