import { standingHold } from '../follow/standing-hold.ts';
import type { Session } from './session.ts';

/** A runtime of our own stays while one of these is true of any run. */
const runnable = ['queued', 'running', 'retrying', 'compensating'] as const;

export interface StayOptions {
  readonly signal: AbortSignal;
  /** Called once, when there is something to stay for. */
  readonly onBusy: () => void;
}

/**
 * Resolves when nothing is runnable and no hold is open. Waiting approvals, signals and sleeps do not count, and
 * nothing that is held until a person has settled where the workspace is, or its clock.
 * Every such state is a committed fact, and its end an event: nothing is asked between events.
 */
export function whenNothingIsRunnable(session: Session, on: StayOptions): Promise<void> {
  const { signal, onBusy } = on;
  return new Promise((resolve, reject) => {
    let wasBusy = false;
    let isLooking = false;
    let hasMoved = false;
    const stop = session.follow(['run.changed', 'approval.changed', 'effect.changed', 'workspace.changed'], undefined, {
      onEvents: look,
      onFresh: look,
    });
    const end = (then: () => void): void => {
      stop();
      signal.removeEventListener('abort', aborted);
      then();
    };
    const aborted = (): void => end(resolve);
    signal.addEventListener('abort', aborted);

    function look(): void {
      hasMoved = true;
      if (isLooking) return;
      isLooking = true;
      hasMoved = false;
      isIdle(session).then(
        (idle) => {
          isLooking = false;
          if (!idle && !wasBusy) onBusy();
          wasBusy ||= !idle;
          if (idle && !hasMoved) end(resolve);
          else if (hasMoved) look();
        },
        (error: unknown) => end(() => reject(error)),
      );
    }
  });
}

async function isIdle(session: Session): Promise<boolean> {
  const [runs, held] = await Promise.all([
    session.ask('run.list', { filter: { status: [...runnable] }, limit: 1 }),
    session.ask('approval.list', { status: ['holding', 'dispatched'], limit: 1 }),
  ]);
  if (runs.runs.length > 0) return false;
  return held.approvals.length === 0 || (await standingHold(session)) !== null;
}
