import type { AssistantAnswer } from '../../shared/domain/assistant.ts';
import {
  generateRequestSchema,
  type GenerateInput,
  type GenerateRequest,
  type GenerateResult,
  type ModelEvent,
} from '../../shared/domain/model-call.ts';
import type { CapabilityCard, ModelEndpoint } from '../../shared/domain/model-endpoint.ts';
import { ModelError } from '../../shared/domain/model-failure.ts';
import type { Settings } from '../../shared/domain/workspace.ts';
import type { Clock, Models } from '../../electron/runtime/ports.ts';
import { createModels, type ModelsDeps } from '../../electron/runtime/providers/models.ts';
import { emptySettings } from '../../electron/runtime/store/empty-settings.ts';
import { systemResolve, type Resolve } from '../../electron/runtime/tools/http-send/checked-address.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

export interface ModelDesk {
  readonly models: Models;
  readonly deps: ModelsDeps;
  readonly clock: FakeClock;
  readonly cards: Record<string, CapabilityCard>;
  readonly secrets: Map<string, string>;
  settings: Settings;
  /** Settles when something is set to happen just so much later. */
  waits(ms: number): Promise<void>;
  /** Lists the endpoints' places, and asks them in this order for everything. */
  chain(...endpoints: readonly ModelEndpoint[]): void;
  ask(over?: Partial<GenerateInput>, signal?: AbortSignal): Asked;
}

export interface Asked {
  readonly request: GenerateRequest;
  readonly heard: readonly ModelEvent[];
  /** Settles when something of this kind is heard. */
  hears(kind: ModelEvent['kind']): Promise<void>;
  /** What it came to, whichever way. */
  readonly end: Promise<Outcome>;
}

export interface Outcome {
  readonly result: GenerateResult | null;
  readonly error: ModelError | null;
}

export const scriptedPrice = { currency: 'EUR', input: '2', cachedInput: '0.5', output: '10' };

export function scriptedEndpoint(baseUrl: string, over: Partial<ModelEndpoint> = {}): ModelEndpoint {
  return {
    endpointId: 'first',
    title: 'First',
    kind: 'openai',
    baseUrl,
    apiVersion: null,
    keyRef: null,
    isLocal: true,
    caPem: null,
    prices: { '*': scriptedPrice },
    timeoutMs: 30_000,
    ...over,
  };
}

export function scriptedCard(
  baseUrl: string,
  able: readonly CapabilityCard['checks'][number]['id'][],
  api: CapabilityCard['api'] = 'responses',
): CapabilityCard {
  return {
    atMs: 0,
    baseUrl,
    model: 'scripted',
    api,
    models: [],
    checks: able.map((id) => ({ id, isOk: true, detail: '' })),
  };
}

/** The models of a workspace that is nothing but its settings: real HTTP, time that a test moves. */
export function openModelDesk({ resolve = systemResolve }: { readonly resolve?: Resolve } = {}): ModelDesk {
  const clock = createFakeClock();
  let expected: { readonly ms: number; readonly done: () => void }[] = [];
  const watched: Clock = {
    ...clock,
    after(ms, call) {
      const cancel = clock.after(ms, call);
      for (const one of expected.filter((wait) => wait.ms === ms)) one.done();
      expected = expected.filter((wait) => wait.ms !== ms);
      return cancel;
    },
  };
  const cards: Record<string, CapabilityCard> = {};
  const secrets = new Map<string, string>();
  const deps: ModelsDeps = {
    clock: watched,
    resolve,
    heavy: { ask: async () => embeddedAnswer },
    secrets: { read: async (name) => secrets.get(name) ?? null },
    settings: async () => desk.settings,
    cards: async () => cards,
    keepCard: async (endpointId, card) => void (cards[endpointId] = card),
  };
  const desk: ModelDesk = {
    clock,
    cards,
    secrets,
    settings: emptySettings,
    waits: (ms) => new Promise((done) => void expected.push({ ms, done })),
    deps,
    models: createModels(deps),
    chain(...endpoints) {
      const origins = new Set(endpoints.map(({ baseUrl }) => new URL(baseUrl).origin));
      desk.settings = {
        ...desk.settings,
        modelEndpoints: [...endpoints],
        modelChains: [
          {
            purpose: 'chat',
            ofLabels: [],
            links: endpoints.map(({ endpointId }) => ({ endpointId, model: 'scripted' })),
          },
        ],
        egress: [...origins].map((origin) => ({
          origin,
          isPrivate: true,
          keyHours: null,
          askPath: null,
          authorizationRef: null,
        })),
      };
    },
    ask(over = {}, signal = new AbortController().signal) {
      const heard: ModelEvent[] = [];
      const waiting: { readonly kind: ModelEvent['kind']; readonly done: () => void }[] = [];
      const request = generateRequestSchema.parse({
        purpose: 'chat',
        instructions: 'Be brief.',
        items: [{ kind: 'message', role: 'user', text: 'What waits for me?' }],
        ...over,
      });
      const onEvent = (event: ModelEvent): void => {
        heard.push(event);
        for (const { kind, done } of waiting) if (kind === event.kind) done();
      };
      const end = desk.models.generate(request, { signal, onEvent, as: null }).then(
        (result): Outcome => ({ result, error: null }),
        (error: unknown): Outcome => {
          if (error instanceof ModelError) return { result: null, error };
          throw error;
        },
      );
      return {
        request,
        heard,
        end,
        hears: (kind) =>
          heard.some((event) => event.kind === kind)
            ? Promise.resolve()
            : new Promise((done) => void waiting.push({ kind, done })),
      };
    },
  };
  return desk;
}

const embeddedAnswer: AssistantAnswer = {
  answerId: 'a-1',
  question: 'What waits for me?',
  text: 'Nothing waits.',
  citations: [],
  confidence: 1,
  choices: [],
  action: null,
  engine: 'embedded language engine',
  lane: 'interactive',
  tookMs: 0,
  atMs: 0,
};
