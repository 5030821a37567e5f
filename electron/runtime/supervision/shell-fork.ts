import type { RuntimeOrder, RuntimeReport } from './parent-protocol.ts';
import type { ChildListeners, RuntimeChild } from './runtime-supervisor.ts';

/** What the packaged command line, which can fork nothing itself, asks of the process that started it. `fork` numbers the children. */
export type ToShell =
  | { readonly kind: 'fork-runtime'; readonly fork: number; readonly workspace: string }
  | { readonly kind: 'order-runtime'; readonly fork: number; readonly order: RuntimeOrder }
  | { readonly kind: 'kill-runtime'; readonly fork: number };

/** What it is told of the runtimes it asked for. */
export type FromShell =
  | { readonly kind: 'runtime-report'; readonly fork: number; readonly report: RuntimeReport }
  | { readonly kind: 'runtime-log'; readonly fork: number; readonly line: string }
  | { readonly kind: 'runtime-exit'; readonly fork: number; readonly code: number | null };

/** The little of Electron's utility process that is used here. */
export interface ShellPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  off(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: ToShell): void;
}

/** The line to the desktop program, when this process is one of its utility processes. */
export function shellPort(): ShellPort | undefined {
  return (process as { parentPort?: ShellPort }).parentPort;
}

let forks = 0;

/** A runtime forked by the desktop program on behalf of this process; the program ends it when this process goes away. */
export function forkThroughShell(
  port: ShellPort,
  workspace: string,
  listeners: ChildListeners & { onLog(line: string): void },
): RuntimeChild {
  forks += 1;
  const fork = forks;
  function hear({ data }: { readonly data: unknown }): void {
    const told = data as FromShell;
    if (told.fork !== fork) return;
    if (told.kind === 'runtime-report') listeners.onReport(told.report);
    else if (told.kind === 'runtime-log') listeners.onLog(told.line);
    else {
      port.off('message', hear);
      listeners.onExit(told.code);
    }
  }
  port.on('message', hear);
  port.postMessage({ kind: 'fork-runtime', fork, workspace });
  return {
    order: (order) => port.postMessage({ kind: 'order-runtime', fork, order }),
    kill: () => port.postMessage({ kind: 'kill-runtime', fork }),
  };
}
