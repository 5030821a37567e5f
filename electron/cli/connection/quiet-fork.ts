import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runtimeEnvironment } from '../../runtime/supervision/forked-runtime.ts';
import { readReport } from '../../runtime/supervision/parent-protocol.ts';
import type { ChildListeners, RuntimeChild } from '../../runtime/supervision/runtime-supervisor.ts';

/** Forks the runtime with its log kept off the terminal: each line goes to `onLog`. */
export function forkQuietly(
  script: string,
  workspace: string,
  listeners: ChildListeners & { onLog(line: string): void },
): RuntimeChild {
  const child = fork(script, ['--workspace', workspace], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: runtimeEnvironment(process.env),
    execArgv: [],
    // Out of the terminal's process group: Ctrl+C reaches this process alone, which stops the runtime in order.
    detached: process.platform !== 'win32',
  });
  let hasEnded = false;
  function end(code: number | null): void {
    if (hasEnded) return;
    hasEnded = true;
    listeners.onExit(code);
  }
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (line) => listeners.onLog(line));
  child.on('message', (message) => {
    const report = readReport(message);
    if (report !== undefined) listeners.onReport(report);
  });
  child.once('exit', (code) => end(code));
  child.once('error', () => end(null));
  return {
    order: (order) => void (child.connected && child.send(order, () => {})),
    kill: () => void child.kill('SIGKILL'),
  };
}
