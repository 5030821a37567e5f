import type { UtilityProcess } from 'electron/main';
import { join } from 'node:path';
import { runtimeEnvironment } from '../runtime/supervision/forked-runtime.ts';
import type { RuntimeChild } from '../runtime/supervision/runtime-supervisor.ts';
import type { FromShell, ToShell } from '../runtime/supervision/shell-fork.ts';
import type { ElectronApi } from './electron-api.ts';
import { forkUtilityRuntime } from './runtime-child.ts';

/** How long a runtime may take to finish what it has begun once its command has gone. */
const drainMs = 10_000;

/** Before ready: a command needs no display. */
export function prepareCommand({ app }: Pick<ElectronApi, 'app'>): void {
  app.disableHardwareAcceleration();
  if (process.platform === 'linux') app.commandLine.appendSwitch('ozone-platform', 'headless');
  app.dock?.hide();
}

/**
 * Runs the command line in a process of its own, without a window, and ends with its exit code. Only this process can
 * fork a runtime, so it does when the command asks for one.
 */
export function runCommand(
  electron: Pick<ElectronApi, 'app' | 'utilityProcess' | 'MessageChannelMain'>,
  dist: string,
  argv: readonly string[],
): void {
  const { app, utilityProcess } = electron;
  const child = utilityProcess.fork(join(dist, 'cli', 'cli.js'), [...argv], {
    serviceName: 'Lanekeeper command line',
    stdio: 'inherit',
    env: runtimeEnvironment(process.env),
  });
  const endRuntimes = forkForCommand(electron, join(dist, 'runtime', 'process.js'), child);
  child.once('exit', (code) => void endRuntimes().then(() => app.exit(code)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill());
}

/** Forks a runtime whenever the command asks; the result ends those that are left, in order as long as that takes. */
function forkForCommand(
  electron: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>,
  script: string,
  command: UtilityProcess,
): () => Promise<void> {
  const alive = new Map<number, RuntimeChild>();
  let isGone = false;
  let whenNone: () => void = () => {};
  const tell = (message: FromShell): void => void (isGone || command.postMessage(message));

  function fork(number: number, workspace: string): void {
    const runtime = forkUtilityRuntime(
      electron,
      { script, workspace },
      {
        onReport: (report) => tell({ kind: 'runtime-report', fork: number, report }),
        onLog: (line) => tell({ kind: 'runtime-log', fork: number, line }),
        onExit(code) {
          alive.delete(number);
          tell({ kind: 'runtime-exit', fork: number, code });
          if (alive.size === 0) whenNone();
        },
      },
    );
    alive.set(number, runtime);
  }

  command.on('message', (message: ToShell) => {
    if (message.kind === 'fork-runtime') fork(message.fork, message.workspace);
    else if (message.kind === 'order-runtime') alive.get(message.fork)?.order(message.order);
    else alive.get(message.fork)?.kill();
  });
  return async () => {
    isGone = true;
    if (alive.size === 0) return;
    await new Promise<void>((resolve) => {
      whenNone = resolve;
      for (const runtime of alive.values()) runtime.order({ kind: 'shutdown' });
      setTimeout(() => alive.forEach((runtime) => runtime.kill()), drainMs).unref();
    });
  };
}
