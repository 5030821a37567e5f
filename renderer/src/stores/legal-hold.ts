import { call } from '../bridge.ts';
import { announce, reportFailure } from './notices.ts';
import { useRunPage } from './run-page.ts';

/** Forbids, or allows again, that anything of a run is removed; the page of that run shows it at once. */
export async function changeHold(
  verb: 'run.placeHold' | 'run.liftHold',
  runId: string,
  reason: string,
): Promise<boolean> {
  try {
    await call(verb, { runId, reason });
    announce(verb === 'run.placeHold' ? 'The run is on legal hold.' : 'The legal hold is lifted.');
    const detail = await call('run.show', { runId });
    if (useRunPage.getState().runId === runId) useRunPage.setState({ detail });
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}
