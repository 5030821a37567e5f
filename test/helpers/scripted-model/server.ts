import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';

/** One thing a scripted stream does. */
export type Beat =
  | ResponseStreamEvent
  | ChatCompletionChunk
  /** Bytes as they are: what no type allows. */
  | { readonly raw: string }
  /** Nothing, until this settles. */
  | { readonly hold: Promise<unknown> }
  /** The connection ends in the middle. */
  | { readonly cut: true };

export type Reply =
  | { readonly kind: 'stream'; readonly beats: readonly Beat[] }
  | { readonly kind: 'json'; readonly body: unknown }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly error?: { readonly message: string; readonly type?: string; readonly code?: string | null };
    }
  /** The request is taken and never answered. */
  | { readonly kind: 'silence' }
  /** The request is taken and the connection closed. */
  | { readonly kind: 'hang-up' };

/** A request as the server was sent it. */
export interface ModelRequest {
  /** `POST /v1/responses`. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  // What was sent is looked at by tests, whatever it is.
  readonly body: Record<string, unknown>;
}

export interface ScriptedModel {
  readonly origin: string;
  readonly baseUrl: string;
  readonly requests: readonly ModelRequest[];
  /** Says how requests are answered from now on. */
  script(answer: (request: ModelRequest) => Reply): void;
  /** Settles when so many requests have come in all. */
  asked(count: number): Promise<void>;
  /** Settles when so many answers were given up by who asked. */
  leftAlone(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A model endpoint on this machine that speaks over real HTTP and SSE and says what a test wants it to. */
export async function startScriptedModel(first: (request: ModelRequest) => Reply = noScript): Promise<ScriptedModel> {
  let answer = first;
  const requests: ModelRequest[] = [];
  const arrivals = counter();
  const departures = counter();
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) departures.add();
    });
    void read(request).then(async (asked) => {
      requests.push(asked);
      arrivals.add();
      await reply(answer(asked), response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    script: (next) => void (answer = next),
    asked: arrivals.reached,
    leftAlone: departures.reached,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function noScript({ route }: ModelRequest): Reply {
  return { kind: 'error', status: 404, error: { message: `${route} is not scripted` } };
}

async function read(request: IncomingMessage): Promise<ModelRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const text = Buffer.concat(pieces).toString('utf8');
  return {
    route: `${request.method} ${url.pathname}`,
    query: url.searchParams,
    headers: request.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

async function reply(given: Reply, response: ServerResponse): Promise<void> {
  switch (given.kind) {
    case 'silence':
      return;
    case 'hang-up':
      response.destroy();
      return;
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given.body));
      return;
    case 'error':
      response
        .writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
        .end(JSON.stringify(given.error === undefined ? {} : { error: { type: null, code: null, ...given.error } }));
      return;
    case 'stream':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return stream(given.beats, response);
  }
}

async function stream(beats: readonly Beat[], response: ServerResponse): Promise<void> {
  for (const beat of beats) {
    if ('hold' in beat) await beat.hold;
    else if ('cut' in beat) {
      // What was written before is on its way first.
      await new Promise((sent) => response.write(': cut\n\n', sent));
      response.destroy();
      return;
    } else if ('raw' in beat) response.write(beat.raw);
    else if ('choices' in beat) response.write(`data: ${JSON.stringify(beat)}\n\n`);
    else response.write(`event: ${beat.type}\ndata: ${JSON.stringify(beat)}\n\n`);
  }
  response.end();
}

function counter(): { add(): void; reached(count: number): Promise<void> } {
  let total = 0;
  let waiting: { readonly count: number; readonly done: () => void }[] = [];
  return {
    add() {
      total += 1;
      for (const { count, done } of waiting) if (count <= total) done();
      waiting = waiting.filter(({ count }) => count > total);
    },
    reached: (count) =>
      count <= total ? Promise.resolve() : new Promise((done) => void waiting.push({ count, done })),
  };
}
