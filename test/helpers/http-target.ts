import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server does with one request, after it has taken note of it. */
export type Behaviour = (got: Got, answer: ServerResponse) => void;

/** A server that applies each key once and can be told to misbehave. */
export interface HttpTarget {
  readonly origin: string;
  /** Everything that arrived, in order. */
  readonly got: Got[];
  /** Writes that were carried out, by key. */
  readonly applied: Map<string, string>;
  /** What a path holds, with its tag. */
  readonly held: Map<string, { etag: string; body: string }>;
  /** Called for the next writes, one each; then the server behaves. */
  readonly behaviours: Behaviour[];
}

/** A real server on this machine, closed when the test is over; over TLS where it is given its key and certificate. */
export async function startHttpTarget(tls?: { readonly key: string; readonly cert: string }): Promise<HttpTarget> {
  const target = {
    got: [] as Got[],
    applied: new Map<string, string>(),
    held: new Map<string, { etag: string; body: string }>(),
    behaviours: [] as Behaviour[],
  };
  let edition = 0;

  function apply({ method, path, headers, body }: Got, answer: ServerResponse): void {
    const key = String(headers['idempotency-key']);
    if (target.applied.has(key)) return void answer.writeHead(200).end('already');
    const now = target.held.get(path)?.etag;
    if (headers['if-match'] !== undefined && headers['if-match'] !== now) return void answer.writeHead(412).end();
    if (headers['if-none-match'] === '*' && now !== undefined) return void answer.writeHead(412).end();
    target.applied.set(key, `${method} ${path}`);
    edition += 1;
    if (method === 'DELETE') target.held.delete(path);
    else if (method !== 'POST') target.held.set(path, { etag: `"${edition}"`, body });
    const etag = target.held.get(path)?.etag;
    answer.writeHead(method === 'POST' ? 201 : 200, etag === undefined ? {} : { etag }).end(`{"done":"${method}"}`);
  }

  const listener: RequestListener = (request, answer) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const got = { method, path: url, headers, body: Buffer.concat(pieces).toString('utf8') };
      target.got.push(got);
      if (method === 'HEAD' || method === 'GET') {
        const asked = /^\/keys\/(\w+)$/.exec(url)?.[1];
        const held = target.held.get(url);
        const isThere = asked === undefined ? held !== undefined : target.applied.has(asked);
        return void answer.writeHead(isThere ? 200 : 404, held === undefined ? {} : { etag: held.etag }).end();
      }
      const behaviour = target.behaviours.shift();
      if (behaviour === undefined) apply(got, answer);
      else behaviour(got, answer);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(target, { origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}` });
}

/** Carries it out, and the answer is lost. */
export function losing(target: HttpTarget): Behaviour {
  return (got, answer) => {
    target.applied.set(String(got.headers['idempotency-key']), `${got.method} ${got.path}`);
    answer.destroy();
  };
}

/** Carries it out, and says that it failed. */
export function failingAfter(target: HttpTarget, status = 500): Behaviour {
  return (got, answer) => {
    target.applied.set(String(got.headers['idempotency-key']), `${got.method} ${got.path}`);
    answer.writeHead(status).end('broken');
  };
}
