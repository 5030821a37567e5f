import { create } from 'zustand';
import type { StopScope, WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { setRuntimeTime } from '../clock.ts';
import { noteAnswer } from './connection.ts';
import { reportFailure } from './notices.ts';

interface WorkspaceState {
  readonly status: WorkspaceStatus | null;
  /** The first answer has not come, and asking failed. */
  readonly failure: unknown;
}

export const useWorkspace = create<WorkspaceState>()(() => ({ status: null, failure: null }));

const betweenReadsMs = 400;
let isReading = false;
let isWanted = false;

/** Reads what the frame shows; calls that come while one is under way become one more. */
export async function refreshWorkspace(): Promise<void> {
  if (isReading) {
    isWanted = true;
    return;
  }
  isReading = true;
  try {
    const status = await call('workspace.status', {});
    setRuntimeTime(status.nowMs);
    useWorkspace.setState({ status, failure: null });
    noteAnswer();
  } catch (error) {
    useWorkspace.setState({ failure: error });
  } finally {
    setTimeout(() => {
      isReading = false;
      if (!isWanted) return;
      isWanted = false;
      void refreshWorkspace();
    }, betweenReadsMs);
  }
}

/** Follows everything that moves a badge, a lane or the hold bar. */
export function watchWorkspace(): () => void {
  void refreshWorkspace();
  const again = (): void => void refreshWorkspace();
  return subscribe({
    topics: ['workspace.changed', 'run.changed', 'approval.changed'],
    onEvents: again,
    onGap: again,
  });
}

/** Freezes effects; what it found, or null where it was refused and said so. */
export async function engageStop(scope: StopScope, reason: string): Promise<MethodOutput<'stop.engage'> | null> {
  let told: MethodOutput<'stop.engage'> | null = null;
  await change(async () => {
    told = await call('stop.engage', { scope, reason });
  });
  return told;
}

/** Lets effects go on; the reason is kept as part of the decision. */
export async function liftStop(scope: StopScope, reason: string): Promise<boolean> {
  return change(() => call('stop.lift', { scope, reason }));
}

/** Says what became of a workspace that is found elsewhere than before. */
export async function settlePlace(verdict: 'moved' | 'copied', reason: string): Promise<boolean> {
  return change(() => call('workspace.settlePlace', { verdict, reason }));
}

/** Confirms a clock that jumped ahead. */
export async function settleClock(reason: string): Promise<boolean> {
  return change(() => call('workspace.settleClock', { reason }));
}

async function change(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    await refreshWorkspace();
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}
