import { servePort, type WindowPort } from './served-port.ts';
import type { OpenSession } from './socket-server.ts';

/** What the runtime tells whoever started it. */
export type ToParent =
  | { readonly kind: 'ready'; readonly socketPath: string; readonly workspace: string; readonly pid: number }
  | { readonly kind: 'owned-elsewhere'; readonly socketPath: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint?: string };

export interface ParentLine {
  tell(message: ToParent): void;
  /** The parent asks for a clean end, or is gone. */
  onShutdown(stop: () => void): void;
  /** Under Electron: a window's own line, handed over by the main process. */
  onPort(open: OpenSession): void;
  onClockChanged(call: () => void): void;
}

/** The little of Electron's utility process that is used; its types would add themselves to every Node program. */
interface UtilityPort {
  on(event: 'message', listener: (message: { data: unknown; ports: readonly WindowPort[] }) => void): void;
  postMessage(message: unknown): void;
}

/** The line to the process that started this one: Electron's main, a Node parent, or nobody. */
export function parentLine(): ParentLine {
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  return utility === undefined ? nodeParent() : electronParent(utility);
}

function nodeParent(): ParentLine {
  const isForked = process.send !== undefined;
  return {
    tell: (message) => void (isForked ? process.send?.(message) : process.stdout.write(`${JSON.stringify(message)}\n`)),
    onShutdown(stop) {
      if (!isForked) return;
      process.on('message', (message) => {
        if (kindOf(message) === 'shutdown') stop();
      });
      process.on('disconnect', stop);
    },
    onPort: () => {},
    onClockChanged(call) {
      process.on('message', (message) => {
        if (kindOf(message) === 'clock-changed') call();
      });
    },
  };
}

function electronParent(utility: UtilityPort): ParentLine {
  return {
    tell: (message) => utility.postMessage(message),
    onShutdown(stop) {
      utility.on('message', ({ data }) => {
        if (kindOf(data) === 'shutdown') stop();
      });
    },
    onPort(open) {
      utility.on('message', ({ data, ports }) => {
        const port = ports[0];
        if (kindOf(data) === 'port' && port !== undefined) servePort(port, open);
      });
    },
    onClockChanged(call) {
      utility.on('message', ({ data }) => {
        if (kindOf(data) === 'clock-changed') call();
      });
    },
  };
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
