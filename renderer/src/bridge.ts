import type { MethodInput, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import { createBridge } from './bridge/client.ts';
import type { Bridge, BridgeOptions } from './bridge/client.ts';
import { portWire } from './bridge/port-wire.ts';
import { forgetSecret, readSecret } from './bridge/session.ts';
import { socketWire } from './bridge/socket-wire.ts';
import type { SubscribeOptions } from './bridge/subscription.ts';
import type { OpenWire } from './bridge/wire.ts';

let active: Bridge | null = null;

/** The window's line to the runtime: the desktop shell's port when there is one, else the loopback host's socket. */
export function openWindowBridge(options: Omit<BridgeOptions, 'openWire' | 'schedule'>): void {
  useBridge(
    createBridge({
      ...options,
      openWire: wireOf(window),
      schedule: nextFrame,
      onConnection: (connection) => {
        if (connection.state === 'needs-link') forgetSecret(window);
        options.onConnection(connection);
      },
    }),
  );
}

/** Makes a client the one that the stores speak through, and opens it. */
export function useBridge(bridge: Bridge): void {
  active = bridge;
  bridge.start();
}

/** Calls a method of the runtime; throws a `LanekeeperError` when it refuses or cannot be reached. */
export function call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
  if (active === null) throw new Error('the bridge is not open');
  return active.call(method, input);
}

/** Follows topics until the returned function is called. */
export function subscribe(options: SubscribeOptions): () => void {
  if (active === null) throw new Error('the bridge is not open');
  return active.subscribe(options);
}

function wireOf(page: Window): OpenWire {
  if ('lanekeeper' in page) return portWire(page);
  const url = new URL('./ws', page.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  url.search = '';
  return socketWire(url.href, () => readSecret(page));
}

/** Once per animation frame; a hidden window draws none, so a timer stands in. */
function nextFrame(flush: () => void): void {
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(() => flush());
}
