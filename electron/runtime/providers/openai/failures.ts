import type { APIError } from 'openai';
import type { ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { ModelError, type FailureTerms, type ModelFailureCode } from '../../../../shared/domain/model-failure.ts';
import type { AtMs, Ms } from '../../../../shared/ids.ts';
import { snippetOf } from '../../tools/http-send/answer.ts';
import type { WireFailure } from './wire.ts';

export interface FailureScene {
  readonly endpoint: Pick<ModelEndpoint, 'endpointId' | 'title'>;
  readonly wire: WireFailure | null;
  /** Whoever asked has stopped it. */
  readonly isStopped: boolean;
  /** Something of an answer had come. */
  readonly hasToken: boolean;
  /** Never said, should the endpoint echo them. */
  readonly secrets: readonly string[];
  readonly nowMs: AtMs;
}

const mostWords = 240;
const longestWaitMs: Ms = 24 * 60 * 60 * 1_000;
const unknownCost: FailureTerms = { again: 'may-cost', charge: 'unknown' };
const nothingSent: FailureTerms = { again: 'free', charge: 'nothing' };

/** What a call came to that came to no answer, whichever part of it threw. */
export function failureOf(thrown: unknown, scene: FailureScene): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const { wire, endpoint } = scene;
  if (scene.isStopped) {
    const hasLeft = wire === null || (wire.kind !== 'not-sent' && wire.kind !== 'denied');
    const what = hasLeft ? 'What was said until then may have been paid for.' : 'Nothing was sent.';
    const terms = hasLeft ? {} : { terms: nothingSent };
    return made('model-stopped', `The answer of ${endpoint.title} was stopped. ${what}`, scene, terms);
  }
  if (wire !== null) return ofWire(wire, scene);
  if (isApiError(thrown)) return thrown.status === undefined ? ofEvent(thrown, scene) : ofStatus(thrown, scene);
  const why = said(thrown instanceof Error ? thrown.message : String(thrown), scene);
  return made('model-bad-answer', `${endpoint.title} answered what cannot be read${why}.`, scene, { cause: thrown });
}

/** A response that says itself that it failed. */
export function failedResponse(
  { code, message }: { readonly code?: string | null; readonly message?: string | null },
  scene: FailureScene,
): ModelError {
  const quoted = said(message ?? '', scene);
  const { title } = scene.endpoint;
  if (scene.hasToken)
    return made('model-cut', `${title} failed in the middle of its answer${quoted}. It may have been paid for.`, scene);
  if (code === 'rate_limit_exceeded')
    return made('model-rate-limited', `${title} asks to wait${quoted}. Nothing was paid.`, scene);
  if (code === null || code === undefined || code === 'server_error')
    return made('model-unavailable', `${title} failed before it said anything${quoted}.`, scene);
  return made('model-refused-request', `${title} refused the request${quoted}. Nothing was paid.`, scene);
}

/** The stream ended, and the answer had not. */
export function unfinished(scene: FailureScene): ModelError {
  return made(
    'model-cut',
    `The answer of ${scene.endpoint.title} ended before its end. It may have been paid for.`,
    scene,
  );
}

function ofWire({ kind, reason }: WireFailure, scene: FailureScene): ModelError {
  const { title } = scene.endpoint;
  const why = words(reason, scene);
  switch (kind) {
    case 'denied':
      return made('egress-denied', `${title} may not be asked: ${why}. Nothing was sent.`, scene);
    case 'not-sent':
      return made('model-unavailable', `${title} cannot be reached: ${why}. Nothing was sent.`, scene);
    case 'silent':
      return made('model-timeout', `${title} was asked and ${why}. It may have been paid for.`, scene);
    case 'dropped':
      return made('model-unavailable', `${title} was asked and hung up (${why}). It may have been paid for.`, scene, {
        terms: unknownCost,
      });
    case 'cut':
      return made('model-cut', `The answer of ${title} was cut off: ${why}. It may have been paid for.`, scene);
    case 'too-large':
      return made('model-bad-answer', `The answer of ${title} was given up: ${why}. It may have been paid for.`, scene);
  }
}

function ofStatus(error: ApiFailure, scene: FailureScene): ModelError {
  const { status = 0, code } = error;
  const { title } = scene.endpoint;
  const quoted = said(error.message.replace(/^\d{3} /, ''), scene);
  const retryAfterMs = retryAfter(error.headers, scene.nowMs);
  const answered = `${title} answered ${status}${quoted}`;
  if (status === 429 && code !== 'insufficient_quota')
    return made('model-rate-limited', `${answered}. Nothing was paid.`, scene, { retryAfterMs });
  if (status === 401 || status === 403)
    return made('model-unauthorised', `${answered}. Nothing was paid.`, scene, {
      hint: 'Keep the right key with `lanekeeper secrets set`, and name it in Settings, Models.',
    });
  if (status === 408) return made('model-timeout', `${answered}. It may have been paid for.`, scene);
  if (status >= 500) return made('model-unavailable', `${answered}. Nothing was paid.`, scene, { retryAfterMs });
  if (status >= 300 && status < 400)
    return made('model-refused-request', `${answered}: it leads elsewhere, and redirects are not followed.`, scene, {
      hint: 'Give the endpoint the address it leads to, if that is right.',
    });
  return made('model-refused-request', `${answered}. Nothing was paid.`, scene);
}

function ofEvent({ code, type, message }: ApiFailure, scene: FailureScene): ModelError {
  const kind = code ?? (type === 'error' ? null : type) ?? null;
  return failedResponse({ code: kind, message }, scene);
}

function made(
  code: ModelFailureCode,
  message: string,
  { endpoint }: FailureScene,
  more: Partial<ConstructorParameters<typeof ModelError>[2]> = {},
): ModelError {
  return new ModelError(code, message, { endpointId: endpoint.endpointId, ...more });
}

/** `retry-after` in seconds or as a date, `retry-after-ms`; null where nothing is said, or nothing that can be meant. */
export function retryAfter(headers: Headers | undefined, nowMs: AtMs): Ms | null {
  const ms = headers?.get('retry-after-ms') ?? null;
  const after = headers?.get('retry-after') ?? null;
  const waitMs = ms !== null ? Number(ms) : after === null ? Number.NaN : Number(after) * 1_000;
  const untilMs = Number.isNaN(waitMs) && after !== null ? Date.parse(after) - nowMs : waitMs;
  return Number.isFinite(untilMs) ? Math.min(Math.max(Math.ceil(untilMs), 0), longestWaitMs) : null;
}

function said(message: string, scene: FailureScene): string {
  const quoted = words(message, scene);
  return quoted === '' ? '' : ` (“${quoted}”)`;
}

function words(text: string, { secrets }: FailureScene): string {
  return snippetOf(text, secrets, mostWords).replace(/\.$/, '');
}

/** What is read of the client library's errors; told by their form, as the library is loaded late. */
type ApiFailure = Pick<APIError, 'status' | 'headers' | 'code' | 'type' | 'message'>;

function isApiError(thrown: unknown): thrown is ApiFailure {
  return thrown instanceof Error && 'status' in thrown && 'requestID' in thrown;
}
