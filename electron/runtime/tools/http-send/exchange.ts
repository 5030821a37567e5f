import type { LookupAddress } from 'node:dns';
import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Egress } from '../../../../shared/domain/egress.ts';
import type { Ms } from '../../../../shared/ids.ts';
import { checkedAddress, messageOf, pinned, type Resolve } from './checked-address.ts';

export interface HttpTimeouts {
  readonly connectMs: Ms;
  /** The whole exchange. */
  readonly totalMs: Ms;
}

/** What was read is used within 5 s (A6), so a look at the target has to be over before. */
export const lookTimeouts: HttpTimeouts = { connectMs: 3_000, totalMs: 4_000 };

export const httpTimeouts: HttpTimeouts = { connectMs: 10_000, totalMs: 30_000 };

export interface HttpAsk {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type HttpAnswer =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The beginning of the answer. */
      readonly text: string;
    }
  /** Nothing has left, and that is known. */
  | { readonly state: 'not-sent'; readonly reason: string }
  /** It may have arrived. */
  | { readonly state: 'no-answer'; readonly reason: string };

/** Of an answer this much is read; what follows is not waited for. */
const mostAnswerBytes = 16_384;

/**
 * One request over a connection of its own, to an address that was looked at: what is connected to is what was
 * resolved here, so a name cannot lead elsewhere in between. Redirects are answers like any other.
 */
export async function exchange(
  ask: HttpAsk,
  entry: Egress,
  { resolve, timeouts }: { readonly resolve: Resolve; readonly timeouts: HttpTimeouts },
): Promise<HttpAnswer> {
  const url = new URL(ask.url);
  const place = await checkedAddress(url, entry, { resolve, withinMs: timeouts.connectMs });
  if (!place.ok) return { state: 'not-sent', reason: place.reason };
  return send(ask, url, place.address, timeouts);
}

function send(ask: HttpAsk, url: URL, place: LookupAddress, timeouts: HttpTimeouts): Promise<HttpAnswer> {
  const isTls = url.protocol === 'https:';
  const options: RequestOptions = {
    method: ask.method,
    headers: {
      ...ask.headers,
      'accept-encoding': 'identity',
      'user-agent': 'Lanekeeper',
      connection: 'close',
      ...(ask.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(ask.body)) }),
    },
    agent: false,
    lookup: pinned(place),
  };
  let request: ClientRequest;
  try {
    request = isTls ? tlsRequest(url, options) : plainRequest(url, options);
  } catch (thrown) {
    // A header that cannot be written, such as a secret of several lines. The message names it without its value.
    return Promise.resolve({ state: 'not-sent', reason: `the request cannot be written (${messageOf(thrown)})` });
  }
  return new Promise((resolve) => {
    let hasConnected = false;
    let answer: { readonly response: IncomingMessage; readonly pieces: Buffer[] } | null = null;

    function settle(settled: HttpAnswer): void {
      resolve(settled);
      request.destroy();
    }

    /** Once there is a status it says what became of the request, whatever becomes of the rest of the answer. */
    function end(reason: string): void {
      if (answer !== null) settle(answered(answer.response, answer.pieces));
      else settle({ state: hasConnected ? 'no-answer' : 'not-sent', reason });
    }

    AbortSignal.timeout(timeouts.connectMs).addEventListener('abort', () => {
      if (!hasConnected) end(`no connection within ${timeouts.connectMs} ms`);
    });
    AbortSignal.timeout(timeouts.totalMs).addEventListener('abort', () =>
      end(`no answer within ${timeouts.totalMs} ms`),
    );
    request.on('socket', (socket) => {
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        hasConnected = true;
      });
    });
    request.on('error', (error) => end(messageOf(error)));
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      answer = { response, pieces };
      let size = 0;
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        size += piece.length;
        if (size >= mostAnswerBytes) end('');
      });
      for (const over of ['end', 'error', 'close']) response.on(over, () => end(''));
    });
    request.end(ask.body);
  });
}

function answered({ statusCode, headers }: IncomingMessage, pieces: readonly Buffer[]): HttpAnswer {
  const single = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  const text = Buffer.concat(pieces).subarray(0, mostAnswerBytes).toString('utf8');
  return { state: 'answered', status: statusCode ?? 0, headers: Object.fromEntries(single), text };
}
