import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Egress } from '../../../../shared/domain/egress.ts';
import type { ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import type { Ms } from '../../../../shared/ids.ts';
import type { Clock } from '../../ports.ts';
import { isPrivateAddress } from '../../tools/http-send/address.ts';
import { checkedAddress, messageOf, pinned, type Resolve } from '../../tools/http-send/checked-address.ts';

/** Why a request came to no whole answer. */
export interface WireFailure {
  /**
   * `denied`, `not-sent`: nothing has left. `silent`: it was sent, and no byte came in time. `dropped`: it was sent, and
   * the connection ended before a byte. `cut`: the answer had begun. `too-large`: more of it than is read.
   */
  readonly kind: 'denied' | 'not-sent' | 'silent' | 'dropped' | 'cut' | 'too-large';
  readonly reason: string;
}

export interface WireOptions {
  readonly endpoint: Pick<ModelEndpoint, 'isLocal' | 'caPem' | 'timeoutMs'>;
  readonly entry: Egress;
  /** Says who asks; put on here, so that the client library never holds a key. */
  readonly authorization: Readonly<Record<string, string>>;
  readonly resolve: Resolve;
  readonly clock: Clock;
}

/** One request to a model endpoint, as the client library's `fetch`. */
export interface Wire {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  failure(): WireFailure | null;
  /** When the first byte of the answer's body came; ms of the clock. */
  firstByteAt(): Ms | null;
}

const connectMs: Ms = 10_000;
/** Far above any answer; what is longer is not read. */
const mostBytes = 64 * 1024 * 1024;
/** What the client library says of the request; all else it would add (from the environment, too) stays here. */
const passedOn = ['content-type', 'accept'];
const withoutBody = new Set([204, 205, 304]);

/**
 * Connects to an address that was looked at, as `http.send` does, over a connection of its own. A redirect is an answer
 * like any other. The endpoint's time runs until the first byte and between two.
 */
export function openWire({ endpoint, entry, authorization, resolve, clock }: WireOptions): Wire {
  let failure: WireFailure | null = null;
  let firstByteAt: Ms | null = null;

  function failed(kind: WireFailure['kind'], reason: string): Error {
    failure ??= { kind, reason };
    return new Error(reason);
  }

  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== entry.origin) throw failed('denied', `${url.origin} is another place than ${entry.origin}`);
    const place = await checkedAddress(url, entry, { resolve, withinMs: connectMs });
    if (!place.ok) throw failed(place.isDenied ? 'denied' : 'not-sent', place.reason);
    const { address } = place.address;
    if (endpoint.isLocal && !isPrivateAddress(address))
      throw failed('denied', `${entry.origin} leads to ${address}, a public address, and is marked local`);
    const given = new Headers(init.headers);
    const headers = Object.fromEntries(passedOn.flatMap((name) => (given.has(name) ? [[name, given.get(name)]] : [])));
    const body = typeof init.body === 'string' ? init.body : undefined;
    return send(url, init.signal ?? null, body, {
      method: init.method ?? 'GET',
      headers: {
        ...headers,
        ...authorization,
        'accept-encoding': 'identity',
        'user-agent': 'Lanekeeper',
        connection: 'close',
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: false,
      lookup: pinned(place.address),
    });
  }

  function send(
    url: URL,
    signal: AbortSignal | null,
    body: string | undefined,
    options: RequestOptions,
  ): Promise<Response> {
    return new Promise((settle, reject) => {
      const isTls = url.protocol === 'https:';
      const ca = endpoint.caPem === null ? {} : { ca: endpoint.caPem };
      let request: ClientRequest;
      try {
        request = isTls ? tlsRequest(url, { ...options, ...ca }) : plainRequest(url, options);
      } catch (thrown) {
        // A key that no header can hold, or a certificate that is none. The message names neither's value.
        return reject(failed('not-sent', `the request cannot be written (${messageOf(thrown)})`));
      }
      let hasConnected = false;
      let heardAt = clock.monotonic();
      let body$: ReadableStreamDefaultController<Uint8Array> | null = null;
      let stopWatching = clock.after(connectMs, watch);

      /** One timer for all waits: it looks how long nothing was heard, and is set again for what is left. */
      function watch(): void {
        const mostMs = hasConnected ? endpoint.timeoutMs : Math.min(connectMs, endpoint.timeoutMs);
        const leftMs = heardAt + mostMs - clock.monotonic();
        if (leftMs > 0) stopWatching = clock.after(leftMs, watch);
        else if (!hasConnected) end('not-sent', `no connection within ${seconds(mostMs)}`);
        else if (firstByteAt === null) end('silent', `not a byte came within ${seconds(mostMs)}`);
        else end('cut', `nothing more came for ${seconds(mostMs)}`);
      }

      function end(kind: WireFailure['kind'], reason: string): void {
        const error = failed(kind, reason);
        over();
        reject(error);
        body$?.error(error);
        body$ = null;
        request.destroy();
      }

      function over(): void {
        stopWatching();
        signal?.removeEventListener('abort', stopped);
      }

      const lost = (reason: string): void =>
        end(firstByteAt !== null ? 'cut' : hasConnected ? 'dropped' : 'not-sent', reason);
      const stopped = (): void => lost('it was stopped');

      signal?.addEventListener('abort', stopped, { once: true });
      if (signal?.aborted === true) return stopped();
      request.on('socket', (socket) =>
        socket.once(isTls ? 'secureConnect' : 'connect', () => {
          hasConnected = true;
          heardAt = clock.monotonic();
        }),
      );
      request.on('error', (error) => lost(messageOf(error)));
      request.on('response', (response) => {
        let size = 0;
        const stream = new ReadableStream<Uint8Array>({
          start: (controller) => void (body$ = controller),
          pull: () => void response.resume(),
          cancel() {
            body$ = null;
            over();
            request.destroy();
          },
        });
        response.on('data', (piece: Buffer) => {
          heardAt = clock.monotonic();
          firstByteAt ??= heardAt;
          size += piece.length;
          if (size > mostBytes) return end('too-large', `the answer is longer than ${mostBytes} bytes`);
          body$?.enqueue(piece);
          if ((body$?.desiredSize ?? 1) <= 0) response.pause();
        });
        response.on('end', () => {
          if (!response.complete) return;
          over();
          body$?.close();
          body$ = null;
        });
        response.on('error', (error) => lost(messageOf(error)));
        response.on('close', () => {
          if (body$ !== null) lost('the connection ended in the middle of the answer');
        });
        const status = response.statusCode ?? 0;
        if (status < 200 || status > 599) return lost(`it answered with the status ${status}`);
        const isEmpty = withoutBody.has(status);
        if (isEmpty) response.resume();
        settle(new Response(isEmpty ? null : stream, { status, headers: headersOf(response) }));
      });
      request.end(body);
    });
  }

  return { fetch, failure: () => failure, firstByteAt: () => firstByteAt };
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
}

function seconds(ms: Ms): string {
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}
