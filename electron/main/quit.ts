import type { RuntimeSupervisor } from '../runtime/supervision/runtime-supervisor.ts';
import type { ElectronApi } from './electron-api.ts';

/** How long the runtime may take to finish what it has begun. */
const drainMs = 10_000;

export interface QuitParts {
  readonly electron: Pick<ElectronApi, 'app' | 'dialog'>;
  readonly runtime: RuntimeSupervisor;
  runsAtWork(): number;
}

/**
 * Holds the first request to quit until the person agrees and the runtime has ended in order, then quits for good.
 * Nothing durable depends on this: a killed program recovers the same way at its next start.
 */
export function drainBeforeQuit({ electron: { app, dialog }, runtime, runsAtWork }: QuitParts): void {
  let phase: 'running' | 'draining' | 'drained' = 'running';
  app.on('before-quit', (event) => {
    if (phase === 'drained') return;
    event.preventDefault();
    if (phase === 'draining') return;
    phase = 'draining';
    void drain();
  });

  async function drain(): Promise<void> {
    if (!(await agrees())) {
      phase = 'running';
      return;
    }
    await runtime.stop(drainMs);
    phase = 'drained';
    app.quit();
  }

  async function agrees(): Promise<boolean> {
    const runs = runsAtWork();
    if (runs === 0) return true;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: runs === 1 ? 'A run is at work.' : `${runs} runs are at work.`,
      detail: 'They stop at their last checkpoint and go on from there when Lanekeeper is started again.',
      buttons: ['Quit', 'Keep running'],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }
}
