import { fork } from 'node:child_process';
import { readReport } from './parent-protocol.ts';
import type { ChildListeners, RuntimeChild } from './runtime-supervisor.ts';

/** Node's flags of the runtime process. A small nursery, collected often, keeps it small at little cost in speed. */
export const runtimeFlags: readonly string[] = ['--max-semi-space-size=4'];

/**
 * The memory of glibc, which is Linux's allocator and the only one that reads these. By itself it has an arena of its
 * own for each thread, and gives back nothing of what a burst has left free in one.
 */
export const allocatorVariables: Readonly<Record<string, string>> =
  process.platform === 'linux'
    ? { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' }
    : {};

/** What the runtime may know of its parent's environment: never a credential. */
const keptVariables =
  /^(PATH|HOME|USER|USERNAME|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|XDG_.*|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|SystemDrive|WINDIR|COMSPEC|PATHEXT|CRASH_AT|LANEKEEPER_.*)$/i;

/** The part of an environment that is handed to the runtime process; never empty, since Electron reads empty as "all". */
export function runtimeEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = { LANEKEEPER_RUNTIME: '1', ...allocatorVariables };
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && keptVariables.test(name)) kept[name] = value;
  return kept;
}

/** Forks the runtime under Node. It ends by itself when this process goes away, since the channel closes. */
export function forkRuntime(script: string, workspace: string, listeners: ChildListeners): RuntimeChild {
  const child = fork(script, ['--workspace', workspace], {
    // Its output is for the person at the terminal; standard output stays with the parent.
    stdio: ['ignore', 2, 2, 'ipc'],
    env: runtimeEnvironment(process.env),
    execArgv: [...runtimeFlags],
    // Out of the terminal's process group: Ctrl+C reaches the parent alone, which stops the runtime in order.
    detached: process.platform !== 'win32',
  });
  let hasEnded = false;
  function end(code: number | null): void {
    if (hasEnded) return;
    hasEnded = true;
    listeners.onExit(code);
  }
  child.on('message', (message) => {
    const report = readReport(message);
    if (report !== undefined) listeners.onReport(report);
  });
  child.once('exit', (code) => end(code));
  child.once('error', () => end(null));
  return {
    order: (order) => void (child.connected && child.send(order)),
    kill: () => void child.kill('SIGKILL'),
  };
}
