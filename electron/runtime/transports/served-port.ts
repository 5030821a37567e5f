import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import { connectionError, insteadOfOversize, type DecodeFault } from './socket-codec.ts';
import type { OpenSession } from './socket-server.ts';

/** A message port as Electron's utility process has it; its types would add themselves to every Node program. */
export interface WindowPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** Serves one window on its own port. What a socket refuses is refused here, in the same words: a frame has one cap. */
export function servePort(port: WindowPort, open: OpenSession): void {
  let isOver = false;
  const session = open((frame: ServerFrame) => {
    if (isOver) return;
    const sent = sizeFault(frame) === null ? frame : insteadOfOversize(frame);
    if (sent !== undefined) port.postMessage(sent);
  });
  port.on('message', ({ data }) => {
    if (isOver) return;
    const fault = faultOf(data);
    if (fault === null) return session.receive(data);
    port.postMessage(connectionError(fault));
    end();
    port.close();
  });
  port.on('close', end);
  port.start();

  function end(): void {
    if (isOver) return;
    isOver = true;
    session.close();
  }
}

function faultOf(data: unknown): DecodeFault | null {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? sizeFault(data) : 'not-an-object';
}

/**
 * A port carries values, not text: their size is what they would be as JSON. Counted with an end in sight, since
 * writing a large buffer out as JSON only to measure it would cost more than it weighs; a cycle outgrows the cap.
 */
function sizeFault(frame: object): 'oversize' | 'not-json' | null {
  let leftBytes = frameCapBytes;
  const open: unknown[] = [frame];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') leftBytes -= textBytes(value);
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null)
      leftBytes -= String(value).length;
    else if (Array.isArray(value)) {
      leftBytes -= 2 + Math.max(0, value.length - 1);
      if (leftBytes >= 0) for (const item of value) open.push(item);
    } else if (isPlain(value)) {
      const entries = Object.entries(value).filter(([, kept]) => kept !== undefined);
      leftBytes -= 2 + Math.max(0, entries.length - 1);
      for (const [name, kept] of entries) {
        leftBytes -= textBytes(name) + 1;
        open.push(kept);
      }
    } else if (value !== undefined) return 'not-json';
    if (leftBytes < 0) return 'oversize';
  }
  return null;
}

function textBytes(text: string): number {
  return text.length > frameCapBytes ? text.length : Buffer.byteLength(JSON.stringify(text));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
