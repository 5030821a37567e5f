import { generateRequestSchema, type GenerateInput, type GenerateResult } from '../../../shared/domain/model-call.ts';
import type { CapabilityCard, ModelEndpoint } from '../../../shared/domain/model-endpoint.ts';
import { ModelError } from '../../../shared/domain/model-failure.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { askEndpoint } from './openai/ask.ts';
import { beginResponse, cancelResponse } from './openai/background.ts';
import { openClient, type ClientDeps } from './openai/client.ts';

type Check = CapabilityCard['checks'][number];

export interface Probe {
  readonly endpoint: ModelEndpoint;
  readonly model: string;
  readonly settings: Pick<Settings, 'egress'>;
}

/** Enough for a model that reasons first. */
const mostTokens = 1_024;
const mostModels = 200;

const lookUp = {
  name: 'look_up',
  description: 'Looks up the population of one city.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const verdict = {
  type: 'object',
  properties: { even: { type: 'boolean' } },
  required: ['even'],
  additionalProperties: false,
};

/**
 * Finds out what an endpoint can do, by asking it: three short questions, and one in the background that is cancelled.
 * What fails is said on the card; only an endpoint that does not answer at all ends the test.
 */
export async function probeEndpoint(deps: ClientDeps, probe: Probe): Promise<CapabilityCard> {
  const { endpoint, model } = probe;
  const checks: Check[] = [];
  const add = (id: Check['id'], isOk: boolean, detail: string): void => void checks.push({ id, isOk, detail });
  let card: CapabilityCard = {
    atMs: deps.clock.now(),
    baseUrl: endpoint.baseUrl,
    model,
    api: 'responses',
    models: [],
    checks,
  };

  /** The answer and how many pieces of text it came in; a failure as its words. */
  async function ask(input: Partial<GenerateInput>): Promise<{ result: GenerateResult; pieces: number } | string> {
    const request = generateRequestSchema.parse({ purpose: 'chat', instructions: '', items: [], mostTokens, ...input });
    let pieces = 0;
    const listening = {
      signal: new AbortController().signal,
      onEvent: ({ kind }: { readonly kind: string }) => void (pieces += kind === 'text' ? 1 : 0),
    };
    try {
      const { result, api } = await askEndpoint(deps, { ...probe, request, listening, card });
      card = { ...card, api };
      return { result, pieces };
    } catch (error) {
      if (error instanceof ModelError) return error.message;
      throw error;
    }
  }

  const first = await ask(asking('Count from one to five, in words.'));
  if (typeof first === 'string') {
    add('reachable', false, first);
    return card;
  }
  const { result, pieces } = first;
  add('reachable', true, `answered as ${result.model} in ${Math.round(result.tookMs)} ms`);
  add('streaming', pieces > 1, `its text came in ${pieces} ${pieces === 1 ? 'piece' : 'pieces'}`);
  const isStated = result.usageIs === 'stated';
  add('usage', isStated, isStated ? usageWords(result) : 'it says nothing of tokens, or what cannot be');
  const thinks = result.usage.reasoningTokens > 0 || result.items.some(({ kind }) => kind === 'reasoning');
  add('reasoning', isStated && thinks, thinks ? 'it reasons before it answers' : 'it answers at once');
  card = { ...card, models: await modelsOf(deps, probe) };

  const called = await ask({ ...asking('Look up Paris and Rome, both at once.'), tools: [lookUp] });
  const calls =
    typeof called === 'string' ? [] : called.result.items.flatMap((item) => (item.kind === 'call' ? [item] : []));
  const good = calls.filter((call) => call.name === lookUp.name && isJson(call.arguments));
  add(
    'tools',
    good.length > 0,
    typeof called === 'string' ? called : `it made ${calls.length} calls, ${good.length} of them well`,
  );
  add('parallel-tools', good.length > 1, good.length > 1 ? 'side by side' : 'it makes one call at a time');

  const judged = await ask({ ...asking('Is 4 even?'), format: { name: 'verdict', schema: verdict } });
  const isHeld = typeof judged !== 'string' && typeof jsonOf(judged.result.text)?.['even'] === 'boolean';
  add(
    'json-schema',
    isHeld,
    typeof judged === 'string' ? judged : isHeld ? 'it keeps to a schema' : 'its answer was of another form',
  );

  const background = await beginAndCancel(deps, { ...probe, card });
  add('background', background === null, background ?? 'it works on while nobody listens, and keeps the text for that');
  return card;
}

/** Null where it can: begun, known by its id, and cancelled. */
async function beginAndCancel(
  deps: ClientDeps,
  probe: Probe & { readonly card: CapabilityCard },
): Promise<string | null> {
  const { endpoint, model, settings, card } = probe;
  if (card.api !== 'responses') return 'chat completions have no background mode';
  const request = generateRequestSchema.parse({
    purpose: 'chat',
    instructions: '',
    mostTokens,
    ...asking('Count to five.'),
  });
  const { signal } = new AbortController();
  try {
    const responseId = await beginResponse(deps, { endpoint, model, settings, request, card, signal });
    const response = { endpointId: endpoint.endpointId, model, responseId, passedOver: [] };
    await cancelResponse(deps, { endpoint, settings, response }, signal);
    return null;
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
}

/** Names of its models; none where it does not list them. */
async function modelsOf(deps: ClientDeps, { endpoint, settings }: Probe): Promise<string[]> {
  try {
    const { client } = await openClient(deps, endpoint, settings);
    const page = await client.models.list();
    return page.data
      .map(({ id }) => id)
      .filter((id) => typeof id === 'string')
      .slice(0, mostModels);
  } catch {
    return [];
  }
}

function asking(text: string): { readonly items: GenerateInput['items'] } {
  return { items: [{ kind: 'message', role: 'user', text }] };
}

function usageWords({ usage }: GenerateResult): string {
  return `${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
}

function isJson(text: string): boolean {
  return jsonOf(text) !== null;
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
