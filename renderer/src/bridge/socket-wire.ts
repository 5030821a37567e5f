import { NeedsLinkError } from './wire.ts';
import type { OpenWire, Wire } from './wire.ts';

/** The loopback host closes with this code when the secret is wrong or the session has ended. */
const policyViolation = 1008;
const helloTimeoutMs = 5_000;

/**
 * A WebSocket of the loopback host. Its first message proves the session with the second secret; the host answers
 * `{"t":"hello","ok":true}` and plain frames follow.
 */
export function socketWire(url: string, readSecret: () => Promise<string | null>): OpenWire {
  return async (events) => {
    const secret = await readSecret();
    if (secret === null) throw new NeedsLinkError('no session');
    return new Promise<Wire>((resolve, reject) => {
      const socket = new WebSocket(url);
      let isOpen = false;
      const timer = setTimeout(() => socket.close(), helloTimeoutMs);
      socket.addEventListener('open', () => socket.send(JSON.stringify({ t: 'hello', secret })));
      socket.addEventListener('message', (message) => {
        const frame: unknown = JSON.parse(String(message.data));
        if (isOpen) {
          events.onFrame(frame);
          return;
        }
        clearTimeout(timer);
        if (!isHello(frame)) return;
        if (!frame.ok) {
          reject(new NeedsLinkError('the host does not know this session'));
          socket.close();
          return;
        }
        isOpen = true;
        resolve({ send: (out) => socket.send(JSON.stringify(out)), close: () => socket.close() });
      });
      socket.addEventListener('close', (close) => {
        clearTimeout(timer);
        const refused = close.code === policyViolation || close.code === 4401;
        if (isOpen) events.onClose(refused ? 'refused' : 'lost');
        else reject(refused ? new NeedsLinkError('session refused') : new Error('the runtime did not answer'));
      });
    });
  };
}

function isHello(frame: unknown): frame is { t: 'hello'; ok: boolean } {
  return typeof frame === 'object' && frame !== null && 't' in frame && frame.t === 'hello' && 'ok' in frame;
}
