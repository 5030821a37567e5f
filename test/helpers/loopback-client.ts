import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { serveConsole } from '../../electron/host/serve-console.ts';
import type { ConsoleOptions, ServedConsole } from '../../electron/host/serve-console.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a browser window holds after the exchange. */
export interface Credentials {
  readonly cookie: string;
  readonly secret: string;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lanekeeper-test-'));
}

/** A folder with the least that a console is built from. */
export function newAssetFolder(): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'index.html'), '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(folder, 'main.js'), 'export {};');
  writeFileSync(join(folder, 'notes.md'), 'not part of the console');
  return folder;
}

/** A host over the fake runtime, in a folder of its own unless one is given. */
export function startHost(options: Partial<ConsoleOptions> = {}): Promise<ServedConsole> {
  return serveConsole({
    workspace: newFolder(),
    port: null,
    allowOrigins: [],
    runtimeScript: join(import.meta.dirname, 'fake-runtime.ts'),
    assetFolder: newAssetFolder(),
    ...options,
  });
}

/** One request with exactly these headers; `path` is sent as it is written. */
export function ask(
  served: ServedConsole,
  options: { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: string },
): Promise<PlainAnswer> {
  const { hostname, port } = new URL(served.address);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method: options.method ?? 'GET', path: options.path, headers: options.headers, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

export function originOf(served: ServedConsole): string {
  return new URL(served.address).origin;
}

/** The token in a printed link's fragment. */
export function tokenIn(link: string): string {
  return new URL(link).hash.replace('#t=', '');
}

/** Exchanges a token as the page does. */
export function exchange(
  served: ServedConsole,
  token: string,
  headers: OutgoingHttpHeaders = {},
): Promise<PlainAnswer> {
  return ask(served, {
    method: 'POST',
    path: '/session',
    headers: { origin: originOf(served), 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
}

export async function openSession(served: ServedConsole): Promise<Credentials> {
  const answer = await exchange(served, tokenIn(served.newLink()));
  const { secret } = JSON.parse(answer.body) as { secret: string };
  return { secret, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

type Frame = Record<string, unknown>;

/** A window's WebSocket: frames arrive in order and are awaited by what they are. */
export interface TestWindow {
  readonly socket: WebSocket;
  send(frame: unknown): void;
  /** The next frame, seen or yet to come, that matches; frames before it are kept. */
  next(matches: (frame: Frame) => boolean): Promise<Frame>;
  closed: Promise<number>;
}

/** Connects without greeting. */
export function connectWindow(served: ServedConsole, headers: OutgoingHttpHeaders): Promise<TestWindow> {
  const socket = new WebSocket(`${served.address.replace('http', 'ws')}ws`, { headers });
  const seen: Frame[] = [];
  let waiting: (() => void)[] = [];
  socket.on('message', (message: Buffer) => {
    seen.push(JSON.parse(message.toString()) as Frame);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const window: TestWindow = {
    socket,
    closed,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next(matches) {
      for (;;) {
        const index = seen.findIndex(matches);
        const [found] = index === -1 ? [] : seen.splice(index, 1);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(window));
    socket.once('error', reject);
  });
}

/** A window that has proved its session. */
export async function openWindow(served: ServedConsole, { cookie, secret }: Credentials): Promise<TestWindow> {
  const window = await connectWindow(served, { origin: originOf(served), cookie });
  window.send({ t: 'hello', secret });
  await window.next((frame) => frame['t'] === 'hello' && frame['ok'] === true);
  return window;
}

/** Calls a method and awaits its reply. */
export function callIn(window: TestWindow, frame: { id: number; method: string } & Frame): Promise<Frame> {
  window.send({ t: 'call', input: {}, ...frame });
  return window.next((each) => each['t'] === 'reply' && each['id'] === frame.id);
}
