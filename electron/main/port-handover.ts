import type { MessagePortMain, WebFrameMain } from 'electron/main';
import type { RuntimeSupervisor } from '../runtime/supervision/runtime-supervisor.ts';
import { relayWindow } from '../runtime/transports/window-relay.ts';
import type { ElectronApi } from './electron-api.ts';
import { trustedFrame } from './sender-check.ts';
import type { UtilityRuntime } from './runtime-child.ts';

/** Page -> main: the preload asks for a port. Main -> page: here it is. */
export const portRequestChannel = 'runtime-port:request';
export const portChannel = 'runtime-port';

export interface HandoverParts {
  readonly electron: Pick<ElectronApi, 'ipcMain' | 'MessageChannelMain'>;
  readonly runtime: RuntimeSupervisor;
  /** The child of this process, when it is the one that serves the workspace. */
  child(): UtilityRuntime | undefined;
  isOurWindow(webContentsId: number): boolean;
}

export interface Handover {
  /** Joins another end, such as main's own client, to the runtime that is up now. */
  join(port: MessagePortMain, windowId: number): void;
}

/**
 * Joins each page to the runtime and then steps out of the way. The same path serves the first load, a reload and a
 * restart: the page asks, and a new port replaces the old one. Pages are also given a port when the runtime returns.
 */
export function handOverPorts({ electron, runtime, child, isOurWindow }: HandoverParts): Handover {
  const waiting = new Map<number, WebFrameMain>();
  const served = new Map<number, WebFrameMain>();

  function give(frame: WebFrameMain, windowId: number): void {
    const state = runtime.state();
    if (state.kind !== 'up') {
      waiting.set(windowId, frame);
      return;
    }
    const { port1, port2 } = new electron.MessageChannelMain();
    join(port1, windowId);
    served.set(windowId, frame);
    frame.postMessage(portChannel, { epoch: state.epoch }, [port2]);
  }

  function join(port: MessagePortMain, windowId: number): void {
    const state = runtime.state();
    const own = child();
    if (state.kind !== 'up') return port.close();
    if (state.pid !== null && own !== undefined)
      own.process.postMessage({ kind: 'port', windowId, epoch: state.epoch }, [port]);
    else relayPort(port, runtime);
  }

  electron.ipcMain.on(portRequestChannel, (event) => {
    const frame = trustedFrame(event, isOurWindow);
    if (frame !== undefined) give(frame, event.sender.id);
  });
  runtime.onState((state) => {
    if (state.kind !== 'up') return;
    const frames = new Map([...served, ...waiting]);
    waiting.clear();
    for (const [windowId, frame] of frames) {
      if (isOurWindow(windowId) && !frame.detached) give(frame, windowId);
      else served.delete(windowId);
    }
  });
  return { join };
}

/** A runtime that another process owns is reached through its socket; frames pass through here then. */
function relayPort(port: MessagePortMain, runtime: RuntimeSupervisor): void {
  const relay = relayWindow(runtime, {
    send(text, onSent) {
      port.postMessage(text);
      onSent();
    },
    bufferedBytes: () => 0,
    refuse: () => port.close(),
  });
  port.on('message', ({ data }) => relay.receive(typeof data === 'string' ? data : JSON.stringify(data)));
  port.on('close', () => relay.close());
  port.start();
}
