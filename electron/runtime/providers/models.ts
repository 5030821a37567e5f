import type { GenerateRequest, PassedOver } from '../../../shared/domain/model-call.ts';
import type { CapabilityCard, ModelEndpoint } from '../../../shared/domain/model-endpoint.ts';
import { ModelError } from '../../../shared/domain/model-failure.ts';
import { mostCost, mostUsage, priceOf } from '../../../shared/domain/model-price.ts';
import { moneyWords } from '../../../shared/domain/money.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { BackgroundResponse, ModelEstimate, Models } from '../ports.ts';
import { createBreaker } from './breaker.ts';
import { isDown, linksFor, type Link } from './chain.ts';
import { createEmbedded, embeddedId, type EmbeddedDeps } from './embedded/embedded.ts';
import { askEndpoint } from './openai/ask.ts';
import { beginResponse, cancelResponse, followResponse } from './openai/background.ts';
import type { ClientDeps } from './openai/client.ts';

export interface ModelsDeps extends EmbeddedDeps, ClientDeps {
  readonly settings: () => Promise<Settings>;
  /** What endpoints were found able to do, by their id. */
  readonly cards: () => Promise<Readonly<Record<string, CapabilityCard>>>;
  readonly keepCard: (endpointId: string, card: CapabilityCard) => Promise<void>;
}

/** The models of a workspace. With no endpoint the embedded engine answers every call. */
export function createModels(deps: ModelsDeps): Models {
  const { clock } = deps;
  const embedded = createEmbedded(deps);
  const breaker = createBreaker(clock);

  /** What an endpoint answered with is remembered, so that the next call does not ask for what is not there. */
  async function remember(
    { endpoint, model }: Link,
    card: CapabilityCard | null,
    api: CapabilityCard['api'],
  ): Promise<void> {
    if (api === (card?.api ?? 'responses')) return;
    const found = card ?? { models: [], checks: [], baseUrl: endpoint.baseUrl, model, atMs: clock.now() };
    await deps.keepCard(endpoint.endpointId, { ...found, api });
  }

  return {
    async generate(request, call) {
      const settings = await deps.settings();
      const { links, passedOver: over } = linksFor(settings, request);
      const passedOver: PassedOver[] = [...over];
      let first: ModelError | null = null;
      let soonestMs: number | null = null;
      const cards = links.length === 0 ? {} : await deps.cards();
      for (const link of links) {
        const { endpoint, model } = link;
        const { endpointId } = endpoint;
        const rest = breaker.rests(endpointId);
        if (rest !== null) {
          passedOver.push({ endpointId, reason: rest.reason, mayCost: false });
          soonestMs = Math.min(rest.leftMs, soonestMs ?? rest.leftMs);
          continue;
        }
        const card = cardOf(cards, endpoint);
        try {
          const { result, api } = await askEndpoint(deps, {
            endpoint,
            model,
            request,
            settings,
            card,
            listening: call,
          });
          breaker.answered(endpointId);
          await remember(link, card, api);
          return { ...result, passedOver };
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          if (!isDown(error)) {
            // It is there: it only did not give this answer.
            if (error.code === 'model-stopped') breaker.leftAlone(endpointId);
            else breaker.answered(endpointId);
            throw passing(error, passedOver);
          }
          breaker.failed(endpointId, codeWords[error.code] ?? error.code);
          passedOver.push({ endpointId, reason: error.message, mayCost: error.terms.charge === 'unknown' });
          first ??= error;
        }
      }
      try {
        return { ...(await embedded.generate(request, call)), passedOver };
      } catch (error) {
        if (!(error instanceof ModelError) || error.code !== 'model-refused-request' || passedOver.length === 0)
          throw error;
        throw noneAnswered(first, passedOver, soonestMs);
      }
    },
    async estimate(request) {
      const { links } = linksFor(await deps.settings(), request);
      // A call follows: the library is there by then.
      if (links.length > 0) void import('openai').catch(() => {});
      return estimateOf(links, request);
    },
    async begin(request, { signal }) {
      const settings = await deps.settings();
      const { links, passedOver } = linksFor(settings, request);
      const link = links.find(({ endpoint }) => breaker.rests(endpoint.endpointId) === null);
      if (link === undefined) return null;
      const { endpoint, model } = link;
      const { endpointId } = endpoint;
      const card = cardOf(await deps.cards(), endpoint);
      if (!isAble(card, 'background')) {
        breaker.leftAlone(endpointId);
        return null;
      }
      try {
        const responseId = await beginResponse(deps, { endpoint, model, request, settings, card, signal });
        breaker.answered(endpointId);
        return { endpointId, model, responseId, passedOver: [...passedOver] };
      } catch (error) {
        if (!(error instanceof ModelError) || !isDown(error)) {
          breaker.leftAlone(endpointId);
          throw error;
        }
        breaker.failed(endpointId, codeWords[error.code] ?? error.code);
        // Where nothing has begun the call goes along the chain as an ordinary one.
        if (error.terms.charge === 'nothing') return null;
        throw error;
      }
    },
    async follow(response, following) {
      const settings = await deps.settings();
      const endpoint = endpointOf(settings, response);
      return followResponse(deps, { ...following, endpoint, settings, response });
    },
    async cancel(response, signal) {
      const settings = await deps.settings();
      await cancelResponse(deps, { endpoint: endpointOf(settings, response), settings, response }, signal);
    },
  };
}

const codeWords: Readonly<Record<string, string>> = {
  'model-unavailable': 'not reachable, or failing',
  'model-timeout': 'no byte in its time',
};

/** A card says something of the address it was made at, and of no other. */
export function cardOf(
  cards: Readonly<Record<string, CapabilityCard>>,
  { endpointId, baseUrl }: Link['endpoint'],
): CapabilityCard | null {
  const card = Object.hasOwn(cards, endpointId) ? cards[endpointId] : undefined;
  return card?.baseUrl === baseUrl ? card : null;
}

/** Of each currency the most that one endpoint of the chain may cost; the embedded engine costs nothing. */
function estimateOf(links: readonly Link[], request: GenerateRequest): ModelEstimate {
  if (links.length === 0) return { tokens: 0, money: [] };
  const { inputTokens, outputTokens } = mostUsage(request);
  const micros = new Map<string, number>();
  for (const { endpoint, model } of links) {
    const price = priceOf(endpoint, model);
    if (price === null) continue;
    const most = mostCost(request, price);
    micros.set(most.currency, Math.max(most.micros, micros.get(most.currency) ?? 0));
  }
  return {
    tokens: inputTokens + outputTokens,
    money: [...micros].map(([currency, most]) => moneyWords({ micros: most, currency })),
  };
}

function passing(error: ModelError, passedOver: readonly PassedOver[]): ModelError {
  const { code, message, endpointId, retryAfterMs, terms, hint, cause } = error;
  const kept = { endpointId, retryAfterMs, terms, passedOver, cause };
  return passedOver.length === 0 ? error : new ModelError(code, message, hint === undefined ? kept : { ...kept, hint });
}

/** Everybody of the chain was asked or is left alone for a while, and the embedded engine cannot do it. */
function noneAnswered(
  first: ModelError | null,
  passedOver: readonly PassedOver[],
  soonestMs: number | null,
): ModelError {
  const names = passedOver.map(({ endpointId, reason }) => `${endpointId}: ${reason}`).join(' ');
  const isInDoubt = passedOver.some(({ mayCost }) => mayCost);
  const isLater = first !== null || soonestMs !== null;
  return new ModelError(
    isLater ? 'model-unavailable' : 'model-refused-request',
    `No endpoint answered, and the embedded engine cannot do this. ${names}`,
    {
      endpointId: first?.endpointId ?? embeddedId,
      retryAfterMs: first?.retryAfterMs ?? soonestMs,
      passedOver,
      ...(isInDoubt ? { terms: { again: 'may-cost', charge: 'unknown' } } : {}),
    },
  );
}

export function isAble(card: CapabilityCard | null, what: CapabilityCard['checks'][number]['id']): boolean {
  return card?.checks.some(({ id, isOk }) => id === what && isOk) === true;
}

function endpointOf({ modelEndpoints }: Settings, { endpointId }: BackgroundResponse): ModelEndpoint {
  const endpoint = modelEndpoints.find((one) => one.endpointId === endpointId);
  if (endpoint !== undefined) return endpoint;
  throw new ModelError('response-lost', `There is no endpoint "${endpointId}" any more to ask for its response.`, {
    endpointId,
    hint: 'Add it again under the same id and retry: the response may still be there.',
  });
}
