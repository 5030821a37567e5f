import type { UtilityProcess } from 'electron/main';
import { hostHeapMb, type FromHostKeeper, type ToHostKeeper } from '../runtime/supervision/host-keeper.ts';
import type { ElectronApi } from './electron-api.ts';

/**
 * Forks the processes that a runtime asks for to hold its agents, since only main can, and ends them with it. Main
 * passes nothing on: the two have a port to each other. The flags that contain agent code are those of the one thread
 * such a process starts; Node's flags of a utility process do nothing.
 */
export function keepHosts(
  { utilityProcess, MessageChannelMain }: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>,
  script: string,
  runtime: UtilityProcess,
): void {
  const hosts = new Map<string, UtilityProcess>();
  let isGone = false;

  function start(host: string): void {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'Lanekeeper agent host',
      stdio: 'ignore',
      // Never empty: Electron takes an empty environment for "everything of mine".
      env: { LANEKEEPER_HOST: '1', ...(process.platform === 'win32' ? { SystemRoot: systemRoot() } : {}) },
      execArgv: [`--js-flags=--max-old-space-size=${hostHeapMb}`],
    });
    hosts.set(host, child);
    child.once('exit', (code) => {
      hosts.delete(host);
      if (!isGone) runtime.postMessage({ kind: 'host-gone', host, code } satisfies FromHostKeeper);
    });
    const { port1, port2 } = new MessageChannelMain();
    runtime.postMessage({ kind: 'host-port', host } satisfies FromHostKeeper, [port1]);
    child.postMessage({ kind: 'runtime-port' }, [port2]);
  }

  runtime.on('message', (message: unknown) => {
    const asked = readAsked(message);
    if (asked?.kind === 'host-end') hosts.get(asked.host)?.kill();
    else if (asked !== null && !hosts.has(asked.host)) start(asked.host);
  });
  runtime.once('exit', () => {
    isGone = true;
    for (const child of hosts.values()) child.kill();
  });
}

function readAsked(message: unknown): ToHostKeeper | null {
  if (typeof message !== 'object' || message === null || !('kind' in message) || !('host' in message)) return null;
  const { kind, host } = message;
  return (kind === 'host-start' || kind === 'host-end') && typeof host === 'string' ? { kind, host } : null;
}

function systemRoot(): string {
  return process.env['SystemRoot'] ?? '';
}
