import type { GenerateRequest, GenerateResult } from '../../../../shared/domain/model-call.ts';
import type { CapabilityCard, ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { costWords, mostInputTokens, mostUsage, priceOf } from '../../../../shared/domain/model-price.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { Ms } from '../../../../shared/ids.ts';
import type { ModelListening } from '../../ports.ts';
import { createHeard, textOf, type Answer, type Heard } from './answer.ts';
import { chatRequest } from './chat-request.ts';
import { readChat } from './chat-stream.ts';
import { openClient, type ClientDeps } from './client.ts';
import { failedResponse, failureOf, unfinished, type FailureScene } from './failures.ts';
import { responsesRequest } from './responses-request.ts';
import { readResponses } from './responses-stream.ts';
import type { Wire } from './wire.ts';

export interface EndpointAsk {
  readonly endpoint: ModelEndpoint;
  readonly model: string;
  readonly request: GenerateRequest;
  readonly settings: Pick<Settings, 'egress'>;
  readonly listening: ModelListening;
  /** What it was found able to do; null: not asked yet. */
  readonly card: CapabilityCard | null;
}

export interface EndpointAnswer {
  readonly result: GenerateResult;
  /** The API it answered with. */
  readonly api: CapabilityCard['api'];
}

/** Asks one endpoint once; whoever calls decides about asking again. Fails with a `ModelError`. */
export async function askEndpoint(deps: ClientDeps, ask: EndpointAsk): Promise<EndpointAnswer> {
  const api = ask.card?.api ?? 'responses';
  const first = await askBy(deps, ask, api);
  if (first !== null) return { result: first, api };
  const second = await askBy(deps, ask, 'chat-completions');
  // It cannot be null: only the Responses API is ever missing.
  return { result: second as GenerateResult, api: 'chat-completions' };
}

/** Null where the server does not have the Responses API, so that nothing was begun. */
async function askBy(deps: ClientDeps, ask: EndpointAsk, api: CapabilityCard['api']): Promise<GenerateResult | null> {
  const { clock } = deps;
  const { endpoint, model, request, listening } = ask;
  const startedAt = clock.monotonic();
  const heard = createHeard(listening.onEvent, () => clock.monotonic());
  const open = await openClient(deps, endpoint, ask.settings);
  const scene = (): FailureScene => ({
    endpoint,
    wire: open.wire.failure(),
    isStopped: listening.signal.aborted,
    hasToken: heard.hasToken(),
    secrets: open.secrets,
    nowMs: clock.now(),
  });
  try {
    const answer =
      api === 'responses'
        ? await byResponses(ask, { ...open, heard, scene })
        : await byChat(ask, { ...open, heard, scene });
    const tookMs = clock.monotonic() - startedAt;
    return priced(answer, { endpoint, model, request, times: timesOf(open.wire, heard, { startedAt, tookMs }) });
  } catch (thrown) {
    if (api === 'responses' && !heard.hasToken() && isMissing(thrown)) return null;
    throw failureOf(thrown, scene());
  }
}

interface Asking {
  readonly client: Awaited<ReturnType<typeof openClient>>['client'];
  readonly heard: Heard;
  readonly scene: () => FailureScene;
}

async function byResponses(
  { endpoint, model, request, listening, card }: EndpointAsk,
  { client, heard, scene }: Asking,
): Promise<Answer> {
  const { endpointId } = endpoint;
  const isReasoning = card?.checks.some(({ id, isOk }) => id === 'reasoning' && isOk) === true;
  const body = responsesRequest(request, { endpointId, model, isReasoning, isBackground: false });
  const stream = await client.responses.create(body, { signal: listening.signal });
  const reader = readResponses({ heard, endpointId, model, onEvent: listening.onEvent });
  for await (const event of stream) {
    reader.take(event);
    if (reader.end() !== null || heard.isTooLarge()) break;
  }
  if (reader.end() === null) reader.flush();
  if (listening.signal.aborted) throw failureOf(null, scene());
  if (heard.isTooLarge()) return tooLarge(reader.answer());
  const end = reader.end();
  if (end === null) throw unfinished(scene());
  if (end.status === 'failed' || end.error) throw failedResponse(end.error ?? {}, scene());
  return reader.answer();
}

async function byChat(
  { endpoint, model, request, listening }: EndpointAsk,
  { client, heard, scene }: Asking,
): Promise<Answer> {
  const { endpointId, kind } = endpoint;
  const body = chatRequest(request, { model, kind });
  const stream = await client.chat.completions.create(body, { signal: listening.signal });
  const reader = readChat({ heard, endpointId, model, onEvent: listening.onEvent });
  // Read to its end: usage comes after the last word.
  for await (const chunk of stream) {
    reader.take(chunk);
    if (heard.isTooLarge()) break;
  }
  if (listening.signal.aborted) throw failureOf(null, scene());
  if (heard.isTooLarge()) return tooLarge(reader.answer());
  if (reader.end() === null) throw unfinished(scene());
  return reader.answer();
}

/** What was read of it stands; its usage was never said. */
function tooLarge(answer: Answer): Answer {
  const items = answer.items.filter(({ kind }) => kind !== 'call');
  return { ...answer, items, status: 'incomplete', reason: 'too-large', usage: null };
}

interface Times {
  readonly firstByteMs: Ms | null;
  readonly firstTokenMs: Ms | null;
  readonly tookMs: Ms;
}

export function timesOf(
  wire: Wire,
  heard: Heard,
  { startedAt, tookMs }: { readonly startedAt: Ms; readonly tookMs: Ms },
): Times {
  const since = (at: Ms | null): Ms | null => (at === null ? null : at - startedAt);
  return { firstByteMs: since(wire.firstByteAt()), firstTokenMs: since(heard.firstTokenAt()), tookMs };
}

export interface Pricing extends Pick<EndpointAsk, 'endpoint' | 'model' | 'request'> {
  readonly times: Times;
  readonly isKept?: boolean;
}

/** A result with its cost. A usage that is missing or cannot be is counted as the most it may have been. */
export function priced(answer: Answer, { endpoint, model, request, times, isKept = false }: Pricing): GenerateResult {
  const isSure = answer.usage !== null && isPossible(answer.usage, answer, request);
  const usage = isSure && answer.usage !== null ? answer.usage : mostUsage(request);
  return {
    status: answer.status,
    reason: answer.reason,
    items: [...answer.items],
    text: textOf(answer.items),
    usage,
    usageIs: isSure ? 'stated' : 'upper-bound',
    money: costWords(usage, priceOf(endpoint, model)),
    endpointId: endpoint.endpointId,
    model: answer.model ?? model,
    responseId: answer.responseId,
    passedOver: [],
    isKept,
    sources: [],
    choices: [],
    action: null,
    ...times,
    unknownParts: [...answer.unknownParts],
  };
}

/** Not more than was sent and asked for, and not nothing for something. */
function isPossible(
  { inputTokens, outputTokens }: NonNullable<Answer['usage']>,
  { items }: Answer,
  request: GenerateRequest,
): boolean {
  if (inputTokens === 0 || inputTokens > mostInputTokens(request)) return false;
  return items.length === 0 || (outputTokens > 0 && outputTokens <= request.mostTokens);
}

/** A server that has no such path, or says that it does not do this; not one that does not know the model. */
function isMissing(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('status' in thrown)) return false;
  const { status, code } = thrown as { status?: unknown; code?: unknown };
  return (status === 404 || status === 405 || status === 501) && code !== 'model_not_found';
}
