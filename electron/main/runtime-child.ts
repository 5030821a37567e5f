import type { UtilityProcess } from 'electron/main';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readReport } from '../runtime/supervision/parent-protocol.ts';
import { runtimeEnvironment } from '../runtime/supervision/forked-runtime.ts';
import type { ChildListeners, RuntimeChild } from '../runtime/supervision/runtime-supervisor.ts';
import type { ElectronApi } from './electron-api.ts';
import { keepHosts } from './host-children.ts';

/** The runtime as a utility process, which can also be given ports. */
export interface UtilityRuntime extends RuntimeChild {
  readonly process: UtilityProcess;
}

/** Forks the runtime; only the main process can, and only once Electron is ready. */
export function forkUtilityRuntime(
  electron: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>,
  { script, workspace }: { readonly script: string; readonly workspace: string },
  listeners: ChildListeners & { readonly onLog?: (line: string) => void },
): UtilityRuntime {
  const child = electron.utilityProcess.fork(script, ['--workspace', workspace], {
    serviceName: 'Lanekeeper runtime',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Never empty: Electron takes an empty environment for "everything of mine".
    env: runtimeEnvironment(process.env),
  });
  const { onLog } = listeners;
  for (const output of [child.stdout, child.stderr])
    if (output !== null && onLog !== undefined) createInterface({ input: output }).on('line', onLog);
    else output?.pipe(process.stderr);
  child.on('message', (message: unknown) => {
    const report = readReport(message);
    if (report !== undefined) listeners.onReport(report);
  });
  keepHosts(electron, join(dirname(script), 'host-process.js'), child);
  child.once('exit', (code) => listeners.onExit(code));
  return {
    process: child,
    order: (order) => child.postMessage(order),
    kill: () => void child.kill(),
  };
}
