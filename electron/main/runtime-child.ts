import type { UtilityProcess } from 'electron/main';
import { readReport } from '../runtime/supervision/parent-protocol.ts';
import { runtimeEnvironment } from '../runtime/supervision/forked-runtime.ts';
import type { ChildListeners, RuntimeChild } from '../runtime/supervision/runtime-supervisor.ts';
import type { ElectronApi } from './electron-api.ts';

/** The runtime as a utility process, which can also be given ports. */
export interface UtilityRuntime extends RuntimeChild {
  readonly process: UtilityProcess;
}

/** Forks the runtime; only the main process can, and only once Electron is ready. */
export function forkUtilityRuntime(
  { utilityProcess }: Pick<ElectronApi, 'utilityProcess'>,
  { script, workspace }: { readonly script: string; readonly workspace: string },
  listeners: ChildListeners,
): UtilityRuntime {
  const child = utilityProcess.fork(script, ['--workspace', workspace], {
    serviceName: 'Lanekeeper runtime',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Never empty: Electron takes an empty environment for "everything of mine".
    env: runtimeEnvironment(process.env),
  });
  child.stdout?.pipe(process.stderr);
  child.stderr?.pipe(process.stderr);
  child.on('message', (message: unknown) => {
    const report = readReport(message);
    if (report !== undefined) listeners.onReport(report);
  });
  child.once('exit', (code) => listeners.onExit(code));
  return {
    process: child,
    order: (order) => child.postMessage(order),
    kill: () => void child.kill(),
  };
}
