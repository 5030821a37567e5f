import { expect } from 'vitest';
import type { ModelFailureCode } from '../../../shared/domain/model-failure.ts';
import { scriptedStream, scriptedUsage } from '../../helpers/scripted-model/responses.ts';
import type { Beat, Reply } from '../../helpers/scripted-model/server.ts';

/** What became of a call, as far as a person, a budget and a queue are told. */
export interface Told {
  readonly by: 'first' | 'second' | 'nobody';
  readonly code: ModelFailureCode | null;
  readonly again: 'free' | 'may-cost' | 'useless' | null;
  readonly charge: 'nothing' | 'unknown' | null;
  readonly retryAfterMs: number | null;
  readonly says: string | null;
  readonly status: 'completed' | 'incomplete' | 'refused' | null;
  readonly reason: string | null;
  readonly text: string;
  readonly usageIs: 'stated' | 'upper-bound' | null;
  readonly money: string | null;
  readonly passedOver: readonly { readonly endpointId: string; readonly reason: string; readonly mayCost: boolean }[];
}

const forEver = new Promise<never>(() => {});

export interface Fault {
  readonly fault: string;
  readonly reply: () => Reply;
  /** Time passes once the request has arrived (`asked`), or once its first word has (`text`). */
  readonly passes?: 'asked' | 'text';
  /** Who answered, and as what; or as which error it ends. Of the first endpoint; the second is well. */
  readonly comesTo: Partial<Told>;
}

const answered = { by: 'first', status: 'completed', text: 'Two items wait.', money: '0.0004 EUR' } as const;
const cut = { by: 'nobody', code: 'model-cut', again: 'may-cost', charge: 'unknown' } as const;
const limited = { by: 'nobody', code: 'model-rate-limited', again: 'free', charge: 'nothing' } as const;
const refused = { by: 'nobody', code: 'model-refused-request', again: 'useless', charge: 'nothing' } as const;
const words = (): ReturnType<typeof scriptedStream> => scriptedStream().text('Two ', 'items ', 'wait.');
const stream = (beats: readonly Beat[]): Reply => ({ kind: 'stream', beats });
const failing = (status: number, message: string, more: object = {}): Reply => ({
  kind: 'error',
  status,
  error: { message },
  ...more,
});

/** What can go wrong at a provider, and what each comes to. */
export const faults: readonly Fault[] = [
  {
    fault: '429 with retry-after',
    reply: () => failing(429, 'Slow down', { headers: { 'retry-after': '7' } }),
    comesTo: {
      ...limited,
      retryAfterMs: 7_000,
      says: 'First answered 429 (“Slow down”). Nothing was paid.',
    },
  },
  {
    fault: '429 without retry-after',
    reply: () => failing(429, 'Slow down'),
    comesTo: {
      ...limited,
      says: 'First answered 429 (“Slow down”). Nothing was paid.',
    },
  },
  {
    fault: '500',
    reply: () => failing(500, 'Oops'),
    comesTo: {
      by: 'second',
      passedOver: [{ endpointId: 'first', reason: 'First answered 500 (“Oops”). Nothing was paid.', mayCost: false }],
    },
  },
  {
    fault: '503 with retry-after',
    reply: () => failing(503, 'Overloaded', { headers: { 'retry-after': '20' } }),
    comesTo: {
      by: 'second',
      passedOver: [
        { endpointId: 'first', reason: 'First answered 503 (“Overloaded”). Nothing was paid.', mayCost: false },
      ],
    },
  },
  {
    fault: 'slow first byte',
    reply: () => ({ kind: 'silence' }),
    passes: 'asked',
    comesTo: {
      by: 'second',
      passedOver: [
        {
          endpointId: 'first',
          reason: 'First was asked and not a byte came within 30 s. It may have been paid for.',
          mayCost: true,
        },
      ],
    },
  },
  {
    fault: 'hung up before the first byte',
    reply: () => ({ kind: 'hang-up' }),
    comesTo: {
      by: 'second',
      passedOver: [
        {
          endpointId: 'first',
          reason: 'First was asked and hung up (socket hang up). It may have been paid for.',
          mayCost: true,
        },
      ],
    },
  },
  {
    fault: 'stalled stream',
    reply: () => stream([...words().soFar(), { hold: forEver }]),
    passes: 'text',
    comesTo: {
      ...cut,
      says: 'The answer of First was cut off: nothing more came for 30 s. It may have been paid for.',
    },
  },
  {
    fault: 'cut stream',
    reply: () => stream([...words().soFar(), { cut: true }]),
    comesTo: {
      ...cut,
      says: 'The answer of First was cut off: aborted. It may have been paid for.',
    },
  },
  {
    fault: 'stream that ends without an end',
    reply: () => stream(words().soFar()),
    comesTo: {
      ...cut,
      says: 'The answer of First ended before its end. It may have been paid for.',
    },
  },
  {
    fault: 'duplicate events',
    reply: () =>
      stream(
        words()
          .completed()
          .flatMap((event) => [event, event]),
      ),
    comesTo: answered,
  },
  {
    fault: 'reordered events',
    reply: () => stream(swapped(words().completed())),
    comesTo: answered,
  },
  {
    fault: 'unknown event types',
    reply: () =>
      stream([
        { raw: 'event: response.hologram\ndata: {"type":"response.hologram","light":1}\n\n' },
        ...words().completed(),
      ]),
    comesTo: answered,
  },
  {
    fault: 'malformed event',
    reply: () => stream([...words().soFar(), { raw: 'event: response.output_text.delta\ndata: {"type":\n\n' }]),
    comesTo: {
      by: 'nobody',
      code: 'model-bad-answer',
      again: 'may-cost',
      charge: 'unknown',
      says: expect.stringContaining('First answered what cannot be read') as string,
    },
  },
  {
    fault: 'malformed arguments',
    reply: () => stream(scriptedStream().call('c-1', 'find', '{"text": "cre').completed()),
    comesTo: { by: 'first', status: 'completed', text: '', money: '0.0004 EUR' },
  },
  {
    fault: 'huge output',
    reply: () =>
      stream(
        scriptedStream()
          .text(...Array.from({ length: 12 }, () => 'x'.repeat(100_000)))
          .completed(),
      ),
    comesTo: {
      by: 'first',
      status: 'incomplete',
      reason: 'too-large',
      text: `${'x'.repeat(39)}…`,
      usageIs: 'upper-bound',
    },
  },
  {
    fault: 'incomplete: no tokens left',
    reply: () => stream(words().incomplete('max_output_tokens')),
    comesTo: { ...answered, status: 'incomplete', reason: 'max-tokens' },
  },
  {
    fault: 'incomplete: content filter',
    reply: () => stream(words().incomplete('content_filter')),
    comesTo: { ...answered, status: 'incomplete', reason: 'content-filter' },
  },
  {
    fault: 'refusal',
    reply: () => stream(scriptedStream().refusal('I cannot help with that.').completed()),
    comesTo: { by: 'first', status: 'refused', text: '', money: '0.0004 EUR' },
  },
  {
    fault: 'failed before the first word',
    reply: () => stream(scriptedStream().failed('server_error', 'Lost a GPU')),
    comesTo: {
      by: 'second',
      passedOver: [
        { endpointId: 'first', reason: 'First failed before it said anything (“Lost a GPU”).', mayCost: false },
      ],
    },
  },
  {
    fault: 'failed after the first word',
    reply: () => stream(words().failed('server_error', 'Lost a GPU')),
    comesTo: {
      ...cut,
      says: 'First failed in the middle of its answer (“Lost a GPU”). It may have been paid for.',
    },
  },
  {
    fault: 'rate limit inside the stream',
    reply: () => stream(scriptedStream().error('rate_limit_exceeded', 'Too many')),
    comesTo: {
      ...limited,
      says: 'First asks to wait (“Too many”). Nothing was paid.',
    },
  },
  {
    fault: '400',
    reply: () => failing(400, 'No such parameter'),
    comesTo: {
      ...refused,
      says: 'First answered 400 (“No such parameter”). Nothing was paid.',
    },
  },
  {
    fault: '401',
    reply: () => failing(401, 'Wrong key'),
    comesTo: {
      by: 'nobody',
      code: 'model-unauthorised',
      again: 'useless',
      charge: 'nothing',
      says: 'First answered 401 (“Wrong key”). Nothing was paid.',
    },
  },
  {
    fault: 'redirect',
    reply: () => failing(307, 'Over there', { headers: { location: 'http://127.0.0.1:1/' } }),
    comesTo: {
      ...refused,
      says: 'First answered 307 (“Over there”): it leads elsewhere, and redirects are not followed.',
    },
  },
  {
    fault: 'usage that is missing',
    reply: () => stream(words().completed(null)),
    comesTo: { by: 'first', status: 'completed', text: answered.text, usageIs: 'upper-bound' },
  },
  {
    fault: 'usage that cannot be',
    reply: () => stream(words().completed(scriptedUsage(10, 20, { cached: 50 }))),
    comesTo: { by: 'first', status: 'completed', text: answered.text, usageIs: 'upper-bound' },
  },
  {
    fault: 'usage of more than was sent',
    reply: () => stream(words().completed(scriptedUsage(5_000_000, 20))),
    comesTo: { by: 'first', status: 'completed', text: answered.text, usageIs: 'upper-bound' },
  },
];

/** Each two neighbours change places; their numbers stay. */
function swapped<T>(events: readonly T[]): T[] {
  return events.flatMap((_, index) => (index % 2 === 0 ? events.slice(index, index + 2).toReversed() : []));
}
