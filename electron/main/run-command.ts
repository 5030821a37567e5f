import type { ElectronApi } from './electron-api.ts';
import { runtimeEnvironment } from '../runtime/supervision/forked-runtime.ts';

/** Before ready: a command needs no display. */
export function prepareCommand({ app }: Pick<ElectronApi, 'app'>): void {
  app.disableHardwareAcceleration();
  if (process.platform === 'linux') app.commandLine.appendSwitch('ozone-platform', 'headless');
  app.dock?.hide();
}

/** Runs the command line in a process of its own, without a window, and ends with its exit code. */
export function runCommand(
  { app, utilityProcess }: Pick<ElectronApi, 'app' | 'utilityProcess'>,
  script: string,
  argv: readonly string[],
): void {
  const child = utilityProcess.fork(script, [...argv], {
    serviceName: 'Lanekeeper command line',
    stdio: 'inherit',
    env: runtimeEnvironment(process.env),
  });
  child.once('exit', (code) => app.exit(code));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill());
}
