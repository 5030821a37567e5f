import type { OpenWire, Wire, WireEvents } from './wire.ts';

/**
 * The MessagePort that the desktop shell hands over. The page says it is ready; the preload answers with a port, and
 * with a new one whenever the runtime has been started again.
 */
export function portWire(page: Window): OpenWire {
  let waiting: ((port: MessagePort) => void) | null = null;
  let spare: MessagePort | null = null;
  let current: { port: MessagePort; events: WireEvents } | null = null;

  page.addEventListener('message', (message: MessageEvent<unknown>) => {
    const port = message.ports[0];
    if (message.source !== page || port === undefined || !isHandover(message.data)) return;
    if (current !== null) {
      const replaced = current;
      current = null;
      spare = port;
      replaced.port.close();
      replaced.events.onClose('lost');
      return;
    }
    if (waiting === null) spare = port;
    else waiting(port);
  });

  return (events) =>
    new Promise<Wire>((resolve) => {
      waiting = (port) => {
        waiting = null;
        spare = null;
        current = { port, events };
        resolve(attach(port, events, () => (current = null)));
      };
      if (spare !== null) waiting(spare);
      else page.postMessage({ kind: 'lanekeeper-ready' }, page.location.origin === 'null' ? '*' : page.location.origin);
    });
}

function attach(port: MessagePort, events: WireEvents, onEnd: () => void): Wire {
  port.addEventListener('message', (message: MessageEvent<unknown>) => {
    events.onFrame(typeof message.data === 'string' ? (JSON.parse(message.data) as unknown) : message.data);
  });
  port.addEventListener('close', () => {
    onEnd();
    events.onClose('lost');
  });
  port.start();
  return { send: (frame) => port.postMessage(frame), close: () => port.close() };
}

function isHandover(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'lanekeeper-port';
}
