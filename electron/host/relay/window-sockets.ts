import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import { decodeLine } from '../../runtime/transports/socket-codec.ts';
import { relayWindow } from '../../runtime/transports/window-relay.ts';
import type { WindowEnd } from '../../runtime/transports/window-relay.ts';
import type { RuntimeSupervisor } from '../../runtime/supervision/runtime-supervisor.ts';
import { whyRefused } from '../http/request-guard.ts';
import { cookieOf, pathOf } from '../http/routes.ts';
import type { RouteParts } from '../http/routes.ts';

const helloTimeoutMs = 5_000;
const windowCap = 50;
/** Told to a window whose session is not known: it asks the person for a fresh link. */
export const unknownSessionCode = 4401;

export interface WindowSockets {
  /** Ends every window's connection; they try again by themselves. */
  close(): void;
}

/** Gives each WebSocket on `/ws` its own connection to the runtime, once its first message has proved the session. */
export function serveWindowSockets(
  server: Server,
  parts: Omit<RouteParts, 'assets' | 'tokens'>,
  supervisor: RuntimeSupervisor,
): WindowSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameCapBytes, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refused = whyUpgradeRefused(parts, request);
    if (refused !== undefined || sockets.clients.size >= windowCap) return endUpgrade(stream);
    sockets.handleUpgrade(request, stream, head, (socket) => greet(socket, cookieOf(parts, request)));
  });

  function greet(socket: WebSocket, cookie: string | undefined): void {
    const timer = setTimeout(() => socket.close(unknownSessionCode), helloTimeoutMs);
    // What ws reports (an oversize or malformed frame) it also closes with the right code.
    socket.on('error', () => undefined);
    socket.once('close', () => clearTimeout(timer));
    socket.once('message', (message, isBinary) => {
      clearTimeout(timer);
      const secret = isBinary ? undefined : secretOf(textOf(message));
      const isKnown = (): boolean => parts.sessions.knows(cookie, secret);
      const isIn = isKnown();
      socket.send(JSON.stringify({ t: 'hello', ok: isIn }));
      if (!isIn || cookie === undefined) return socket.close(unknownSessionCode);
      const forget = parts.sessions.onEnd(cookie, () => socket.close(unknownSessionCode));
      socket.once('close', forget);
      join(socket, supervisor, isKnown);
    });
  }

  return {
    close() {
      for (const socket of sockets.clients) socket.close(1001);
      sockets.close();
    },
  };
}

/** A page of another origin sends its own Origin with an upgrade, and none is sent by nobody but a program. */
function whyUpgradeRefused(parts: Pick<RouteParts, 'allowed'>, request: IncomingMessage): string | undefined {
  const path = pathOf(request);
  if (path !== '/ws') return 'Only /ws can be upgraded.';
  // Judged as a request that changes something: the Origin must be stated, and be ours.
  return whyRefused({ method: 'POST', path, rawHeaders: request.rawHeaders }, parts.allowed);
}

function endUpgrade(stream: Duplex): void {
  stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** `isKnown`: whether its session has not ended by now, however long the window has been open. */
function join(socket: WebSocket, supervisor: RuntimeSupervisor, isKnown: () => boolean): void {
  const end: WindowEnd = {
    send: (text, onSent) => (socket.readyState === socket.OPEN ? socket.send(text, onSent) : undefined),
    bufferedBytes: () => socket.bufferedAmount,
    refuse: (fault) => socket.close(fault === 'oversize' ? 1009 : 1007),
  };
  const relay = relayWindow(supervisor, end);
  socket.on('message', (message, isBinary) => {
    if (isBinary) socket.close(1003);
    else if (isKnown()) relay.receive(textOf(message));
    else socket.close(unknownSessionCode);
  });
  socket.once('close', () => relay.close());
}

function textOf(message: RawData): string {
  return Buffer.isBuffer(message) ? message.toString() : '';
}

function secretOf(text: string): string | undefined {
  const decoded = decodeLine(text);
  if ('fault' in decoded || !('t' in decoded.frame) || decoded.frame.t !== 'hello') return undefined;
  return 'secret' in decoded.frame && typeof decoded.frame.secret === 'string' ? decoded.frame.secret : undefined;
}
