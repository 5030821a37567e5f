import { create } from 'zustand';
import { call } from '../bridge.ts';
import { reportFailure } from './notices.ts';
import { go } from './route.ts';
import { refreshWorkspace } from './workspace.ts';

/** Whether the first-run choice has been made, or was never needed, in this window. */
export const useFirstRun = create<{ isOpen: boolean | null }>()(() => ({ isOpen: null }));

/** Decides once, from the first status, whether the first-run choice is offered. */
export function offerFirstRun(isFresh: boolean): void {
  if (useFirstRun.getState().isOpen === null) useFirstRun.setState({ isOpen: isFresh });
}

/** Goes on without the sample. */
export function closeFirstRun(): void {
  useFirstRun.setState({ isOpen: false });
  go({ page: 'agents', agentId: null, isStarting: false });
}

/** Runs the bundled sample and opens its page. */
export async function createSample(): Promise<void> {
  try {
    const { runId } = await call('workspace.createSample', {});
    await refreshWorkspace();
    useFirstRun.setState({ isOpen: false });
    go({ page: 'run', runId, tab: null });
  } catch (error) {
    reportFailure(error);
  }
}
