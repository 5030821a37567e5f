import type { MessagePortMain } from 'electron/main';
import { clientOver } from '../runtime/transports/runtime-client.ts';
import type { RuntimeClient } from '../runtime/transports/runtime-client.ts';

/** Main's own line to the runtime, over a port like any window's. */
export function clientOverPort(port: MessagePortMain): RuntimeClient {
  const client = clientOver({
    send(frame) {
      port.postMessage(frame);
      return true;
    },
    close: () => port.close(),
  });
  port.on('message', ({ data }) => client.receive(typeof data === 'string' ? JSON.parse(data) : data));
  port.on('close', () => client.ended());
  port.start();
  return client;
}
