import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { entryUrl } from '../entries.ts';
import { hostHeapMb, type FromHostKeeper, type ToHostKeeper } from '../supervision/host-keeper.ts';
import { containment } from './contained-thread.ts';
import type { FromHostProcess, ToHostProcess } from './process-protocol.ts';

/** A process for one host, from the outside. */
export interface HostLine {
  /** In order; dropped once the process has gone. */
  tell(message: ToHostProcess): void;
  kill(): void;
}

export interface HostLineListeners {
  onMessage(message: FromHostProcess): void;
  /** Called at least once, with the reason in words. */
  onGone(reason: string): void;
}

/** Starts a process for a host: by itself, or through Electron's main, which alone may fork there. */
export function openHostLine(releaseFolder: string, on: HostLineListeners): HostLine {
  const utility = (process as { parentPort?: UtilityParent }).parentPort;
  return utility === undefined ? forkedHost(releaseFolder, on) : utilityHost(utility, on);
}

function forkedHost(releaseFolder: string, on: HostLineListeners): HostLine {
  const child = fork(fileURLToPath(entryUrl('host-process')), {
    env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {},
    execArgv: [...containment(releaseFolder), '--allow-worker', `--max-old-space-size=${hostHeapMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Pieces of files pass as bytes.
    serialization: 'advanced',
  });
  child.on('message', (message: FromHostProcess) => on.onMessage(message));
  child.once('error', (error) => on.onGone(`it could not be started: ${error.message}`));
  child.once('exit', (code, signal) => on.onGone(`its process ended with ${signal ?? `code ${code}`}`));
  return {
    tell: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A port of Electron's; its types would add themselves to every Node program. */
export interface HostPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
}

/** The runtime's line to Electron's main process. */
export interface UtilityParent {
  on(
    event: 'message',
    listener: (message: { data: unknown; ports: readonly (HostPort | undefined)[] }) => void,
  ): unknown;
  off(
    event: 'message',
    listener: (message: { data: unknown; ports: readonly (HostPort | undefined)[] }) => void,
  ): unknown;
  postMessage(message: ToHostKeeper): void;
}

/** Main forks the process and gives both sides a port to each other; what is said meanwhile waits. */
export function utilityHost(parent: UtilityParent, on: HostLineListeners): HostLine {
  const host = randomUUID();
  const waiting: ToHostProcess[] = [];
  let port: HostPort | null = null;

  function hear({ data, ports }: { data: unknown; ports: readonly (HostPort | undefined)[] }): void {
    const told = data as Partial<FromHostKeeper> | null;
    if (told?.host !== host) return;
    if (told.kind === 'host-gone') {
      parent.off('message', hear);
      return on.onGone(`its process ended with code ${told.code}`);
    }
    const given = ports[0];
    if (told.kind !== 'host-port' || given === undefined) return;
    port = given;
    given.on('message', ({ data: message }) => on.onMessage(message as FromHostProcess));
    given.start();
    for (const message of waiting.splice(0)) given.postMessage(message);
  }
  parent.on('message', hear);
  parent.postMessage({ kind: 'host-start', host });
  return {
    tell: (message) => void (port === null ? waiting.push(message) : port.postMessage(message)),
    kill: () => parent.postMessage({ kind: 'host-end', host }),
  };
}
