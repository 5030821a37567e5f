import type { Response } from 'openai/resources/responses/responses';
import type { GenerateResult } from '../../../../shared/domain/model-call.ts';
import type { ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { ModelError } from '../../../../shared/domain/model-failure.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { Ms } from '../../../../shared/ids.ts';
import type { BackgroundResponse, Following } from '../../ports.ts';
import { createHeard, type Heard } from './answer.ts';
import { priced, timesOf, type EndpointAsk } from './ask.ts';
import { openClient, type ClientDeps, type OpenClient } from './client.ts';
import { failedResponse, failureOf, type FailureScene } from './failures.ts';
import { responsesRequest } from './responses-request.ts';
import { answerOf, readResponses, type ResponsesReader } from './responses-stream.ts';

/** Between two looks at a response that goes on: twice as long each time while nothing is heard. */
const firstWaitMs: Ms = 1_000;
const longestWaitMs: Ms = 30_000;
/** Failures in a row after which it is given back to whoever retries; the response goes on. */
const mostFailures = 8;

type BeginAsk = Omit<EndpointAsk, 'listening'> & { readonly signal: AbortSignal };

/** Has a response worked on at the provider, and returns its id as soon as it has one. */
export async function beginResponse(deps: ClientDeps, ask: BeginAsk): Promise<string> {
  const { endpoint, model, request, signal } = ask;
  const open = await openClient(deps, endpoint, ask.settings);
  const isReasoning = ask.card?.checks.some(({ id, isOk }) => id === 'reasoning' && isOk) === true;
  const { endpointId } = endpoint;
  const body = responsesRequest(request, { endpointId, model, isReasoning, isBackground: true });
  const scene = sceneOf(deps, endpoint, open, { signal, hasToken: false });
  try {
    // As a stream, because only one that was begun so can be listened to again later.
    const stream = await open.client.responses.create(body, { signal });
    for await (const event of stream)
      if ('response' in event && typeof event.response?.id === 'string') return event.response.id;
  } catch (thrown) {
    throw failureOf(thrown, scene());
  }
  throw new ModelError('model-bad-answer', `${endpoint.title} began a response and named no id for it.`, {
    endpointId,
  });
}

export interface FollowAsk extends Following {
  readonly endpoint: ModelEndpoint;
  readonly settings: Pick<Settings, 'egress'>;
  readonly response: BackgroundResponse;
}

/**
 * Listens to a response until it ends; where its stream is cut it goes on after the last event that was heard, and where
 * it cannot be listened to it is asked how far it is.
 */
export async function followResponse(deps: ClientDeps, ask: FollowAsk): Promise<GenerateResult> {
  const { clock } = deps;
  const { endpoint, response, signal } = ask;
  const { endpointId } = endpoint;
  const startedAt = clock.monotonic();
  const heard = createHeard(ask.onEvent, () => clock.monotonic());
  const reader = readResponses({ heard, endpointId, model: response.model, onEvent: ask.onEvent });
  let canListen = true;
  let isListening = true;
  let failures = 0;
  let waitMs = firstWaitMs;
  for (;;) {
    const open = await openClient(deps, endpoint, ask.settings);
    const scene = sceneOf(deps, endpoint, open, { signal, hasToken: false });
    let end: Response | null = null;
    let nextMs = waitMs;
    try {
      const before = reader.lastNumber();
      end = isListening ? await listen(open, ask, reader) : await look(open, ask);
      failures = 0;
      if (reader.lastNumber() !== before) waitMs = firstWaitMs;
    } catch (thrown) {
      if (isGone(thrown)) throw lost(endpoint, response);
      const failure = failureOf(thrown, scene());
      if (isFinal(failure)) throw goesOn(failure);
      // That it cannot be listened to is no reason not to look.
      if (failure.code !== 'model-refused-request') failures += 1;
      else if (isListening) canListen = false;
      else throw goesOn(failure);
      if (failures >= mostFailures) throw goesOn(failure);
      nextMs = failure.retryAfterMs ?? nextMs;
    }
    if (end !== null) {
      const tookMs = clock.monotonic() - startedAt;
      const times = timesOf(open.wire, heard, { startedAt, tookMs });
      return ended(end, { ask, heard, reader, times, scene: scene() });
    }
    // Whatever ended the stream, the response may have ended as well: it is looked at before it is listened to again.
    const hasListened = isListening;
    isListening = !isListening && canListen;
    if (hasListened) continue;
    await wait(deps, nextMs, signal).catch((thrown: unknown) => {
      throw failureOf(thrown, scene());
    });
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

async function listen(
  { client }: OpenClient,
  { response, signal }: FollowAsk,
  reader: ResponsesReader,
): Promise<Response | null> {
  const after = reader.lastNumber();
  const stream = await client.responses.retrieve(
    response.responseId,
    { stream: true, ...(after === null ? {} : { starting_after: after }) },
    { signal },
  );
  for await (const event of stream) {
    reader.take(event);
    if (reader.end() !== null) break;
  }
  reader.flush();
  if (signal.aborted) throw new Error('stopped');
  return reader.end();
}

/** Null while it goes on. */
async function look({ client }: OpenClient, { response, signal }: FollowAsk): Promise<Response | null> {
  const found = await client.responses.retrieve(response.responseId, {}, { signal });
  return found.status === 'queued' || found.status === 'in_progress' ? null : found;
}

/** Ends it at the provider. */
export async function cancelResponse(
  deps: ClientDeps,
  { endpoint, settings, response }: Pick<FollowAsk, 'endpoint' | 'settings' | 'response'>,
  signal: AbortSignal,
): Promise<void> {
  const open = await openClient(deps, endpoint, settings);
  try {
    await open.client.responses.cancel(response.responseId, { signal });
  } catch (thrown) {
    if (isGone(thrown)) throw lost(endpoint, response);
    throw failureOf(thrown, sceneOf(deps, endpoint, open, { signal, hasToken: false })());
  }
}

interface Ended {
  readonly ask: FollowAsk;
  readonly heard: Heard;
  readonly reader: ResponsesReader;
  readonly times: ReturnType<typeof timesOf>;
  readonly scene: FailureScene;
}

function ended(end: Response, { ask, heard, reader, times, scene }: Ended): GenerateResult {
  const { endpoint, request, response } = ask;
  const { endpointId, title } = endpoint;
  if (end.status === 'cancelled')
    throw new ModelError(
      'model-stopped',
      `The response was cancelled at ${title}. What it used may have been paid for.`,
      {
        endpointId,
      },
    );
  if (end.status === 'failed') throw failedResponse(end.error ?? {}, scene);
  const answer = reader.end() === null ? answerOf(end, { heard, endpointId, items: [], spoken: '' }) : reader.answer();
  const result = priced(answer, { endpoint, model: response.model, request, times, isKept: true });
  return { ...result, passedOver: [...response.passedOver] };
}

function sceneOf(
  { clock }: ClientDeps,
  endpoint: ModelEndpoint,
  open: OpenClient,
  { signal, hasToken }: { readonly signal: AbortSignal; readonly hasToken: boolean },
): () => FailureScene {
  return () => ({
    endpoint,
    wire: open.wire.failure(),
    isStopped: signal.aborted,
    hasToken,
    secrets: open.secrets,
    nowMs: clock.now(),
  });
}

function isFinal({ code }: ModelError): boolean {
  return code === 'model-stopped' || code === 'model-unauthorised' || code === 'egress-denied';
}

/** Asking how far it is costs nothing; what it is asked about may. */
function goesOn(failure: ModelError): ModelError {
  const { code, message, endpointId, retryAfterMs, cause, hint } = failure;
  const facts = { endpointId, retryAfterMs, cause, terms: { again: 'free', charge: 'unknown' } } as const;
  return new ModelError(code, message, hint === undefined ? facts : { ...facts, hint });
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && thrown.status === 404;
}

function lost({ endpointId, title }: ModelEndpoint, { responseId }: BackgroundResponse): ModelError {
  return new ModelError(
    'response-lost',
    `${title} no longer has the response ${responseId}. Whether it was paid for is not known.`,
    { endpointId },
  );
}

function wait({ clock }: ClientDeps, ms: Ms, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      disarm();
      reject(new Error('stopped'));
    };
    const disarm = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
