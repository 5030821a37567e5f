import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { clientFrameSchema } from '../../../shared/ipc/frames.ts';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import type { FakeRuntime } from './runtime.ts';

export interface FakeServer {
  readonly port: number;
  readonly token: string;
  readonly secret: string;
  /** Cuts every line, as a crash of the runtime does. */
  cut(): void;
  /** Drops the next batch of events, so that a gap appears; resolves when it was dropped. */
  skipNextBatch(): Promise<void>;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves the built console under its real content policy, and the frames of the stand-in on `/ws`. */
export async function startFakeServer(
  runtime: FakeRuntime,
  options: { port?: number; folder?: string } = {},
): Promise<FakeServer> {
  const token = randomBytes(32).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const folder = options.folder ?? join(import.meta.dirname, '../../../dist/renderer');
  const lines = new Set<WebSocket>();
  let dropped: (() => void) | null = null;

  const http = createServer((request, response) => void serve(request, response, folder, { token, secret }));
  const sockets = new WebSocketServer({ server: http, path: '/ws' });
  sockets.on('connection', (socket) => {
    lines.add(socket);
    socket.on('close', () => lines.delete(socket));
    socket.once('message', (hello) => {
      const said = JSON.parse(textOf(hello)) as { t?: string; secret?: string };
      if (said.t !== 'hello' || said.secret !== secret) {
        socket.close(1008, 'no session');
        return;
      }
      socket.send(JSON.stringify({ t: 'hello', ok: true }));
      follow(socket, runtime, () => {
        if (dropped === null) return false;
        dropped();
        dropped = null;
        return true;
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    token,
    secret,
    cut: () => lines.forEach((socket) => socket.terminate()),
    skipNextBatch: () => new Promise((resolve) => (dropped = resolve)),
    close: async () => {
      lines.forEach((socket) => socket.terminate());
      await new Promise<void>((resolve) => sockets.close(() => http.close(() => resolve())));
    },
  };
}

function follow(socket: WebSocket, runtime: FakeRuntime, shouldSkip: () => boolean): void {
  const subscriptions = new Map<
    number,
    { topics: readonly string[]; key: string | undefined; n: number; queue: { topic: string; payload: unknown }[] }
  >();
  let isPlanned = false;
  const send = (frame: ServerFrame): void => socket.send(JSON.stringify(frame));
  const flush = (): void => {
    isPlanned = false;
    for (const [id, live] of subscriptions) {
      if (live.queue.length === 0) continue;
      const events = live.queue;
      live.queue = [];
      const n = live.n;
      live.n += events.length;
      if (!shouldSkip()) send({ t: 'events', id, n, cursor: runtime.cursor(), events });
    }
  };
  const stop = runtime.listen(
    (topic, payload, key) => {
      for (const live of subscriptions.values())
        if (live.topics.includes(topic) && (live.key === undefined || live.key === key))
          live.queue.push({ topic, payload });
      if (isPlanned) return;
      isPlanned = true;
      setTimeout(flush, 16);
    },
    (frame) => send(frame),
  );
  socket.on('close', stop);
  socket.on('message', (text) => {
    const frame = clientFrameSchema.parse(JSON.parse(textOf(text)));
    if (frame.t === 'call') send(runtime.handle(frame));
    else if (frame.t === 'unsubscribe') subscriptions.delete(frame.id);
    else {
      subscriptions.set(frame.id, { topics: frame.topics, key: frame.key, n: 1, queue: [] });
      send({ t: 'reply', id: frame.id, ok: true, value: {} });
    }
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  session: { token: string; secret: string },
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'POST' && path === '/session') {
    const body = await bodyOf(request);
    const isGood = (JSON.parse(body) as { token?: string }).token === session.token;
    response.writeHead(isGood ? 200 : 403, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        isGood ? { secret: session.secret } : { error: { code: 'refused', message: 'This link was used.' } },
      ),
    );
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  const name = path === '/' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  try {
    const bytes = await readFile(join(folder, name));
    const body = name === 'index.html' ? bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : bytes;
    response.writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': policy(nonce),
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function policy(nonce: string): string {
  return `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function textOf(message: RawData): string {
  return Buffer.isBuffer(message) ? message.toString('utf8') : '';
}
