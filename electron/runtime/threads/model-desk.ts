import type { MessagePort } from 'node:worker_threads';
import { generateRequestSchema, type GenerateResult } from '../../../shared/domain/model-call.ts';
import { ModelError } from '../../../shared/domain/model-failure.ts';
import type { TurnDelta } from '../../../shared/domain/turn-delta.ts';
import { LanekeeperError, toWireError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import type { GenerateAsk, ModelAsk, ModelFault, ModelReply } from '../hosts/models-protocol.ts';
import type { BackgroundResponse, Models } from '../ports.ts';
import { listenTo, type Heard } from './model-listening.ts';

export interface ModelDeskOptions {
  readonly models: Models;
  /** Answers a question about the console itself, as this run may ask it. */
  readonly query: (asked: Extract<ModelAsk, { kind: 'query' }>) => Promise<Json>;
  readonly tell: (delta: TurnDelta) => void;
}

interface OpenCall {
  readonly controller: AbortController;
  /** Works on at its provider, whether anybody listens or not. */
  response: BackgroundResponse | null;
  /** Its response is journaled: another host can follow it. */
  isFollowed: boolean;
  follow: () => void;
}

/** Calls models for agent hosts, on the main thread: keys and connections never leave it. */
export interface ModelDesk {
  connect(port: MessagePort): void;
}

export function createModelDesk({ models, query, tell }: ModelDeskOptions): ModelDesk {
  function connect(port: MessagePort): void {
    const open = new Map<number, OpenCall>();
    const send = (reply: ModelReply): void => port.postMessage(reply);
    const failed = (seq: number, thrown: unknown): void => send({ kind: 'model-failed', seq, fault: faultOf(thrown) });

    port.on('message', (asked: ModelAsk) => {
      const wrong = asked.kind === 'estimate' || asked.kind === 'generate' ? faultIn(asked.request) : null;
      if (wrong !== null) return failed(asked.seq, new LanekeeperError('invalid-input', wrong, hintOfRequest));
      switch (asked.kind) {
        case 'estimate':
          return void models.estimate(asked.request).then(
            (estimate) => send({ kind: 'estimated', seq: asked.seq, estimate }),
            (thrown: unknown) => failed(asked.seq, thrown),
          );
        case 'generate':
          return void generate(asked);
        case 'follow':
          return open.get(asked.seq)?.follow();
        case 'query':
          return void query(asked).then(
            (answer) => send({ kind: 'answered', seq: asked.seq, answer }),
            (thrown: unknown) => failed(asked.seq, thrown),
          );
        case 'stop':
          return stop(open.get(asked.seq), asked.isForGood);
      }
    });
    // Its host has gone. A response that no journal names is followed by nobody.
    port.on('close', () => {
      for (const call of open.values()) stop(call, !call.isFollowed);
    });

    async function generate(asked: GenerateAsk & { readonly seq: number }): Promise<void> {
      const { seq } = asked;
      const controller = new AbortController();
      const followed = Promise.withResolvers<void>();
      controller.signal.addEventListener('abort', () => followed.resolve(), { once: true });
      const call: OpenCall = {
        controller,
        response: asked.resume,
        isFollowed: asked.resume !== null,
        follow() {
          call.isFollowed = true;
          followed.resolve();
        },
      };
      open.set(seq, call);
      const heard = listenTo(asked.place, tell);
      try {
        const result = await answered(asked, call, heard, async (response) => {
          send({ kind: 'responding', seq, response });
          await followed.promise;
        });
        send({ kind: 'generated', seq, result, isCostUnknown: false });
      } catch (thrown) {
        const partial = controller.signal.aborted ? heard.soFar() : null;
        if (partial === null) return failed(seq, thrown);
        const estimate = await models.estimate(asked.request).catch(() => null);
        send({ kind: 'generated', seq, ...stopped(partial, asked, estimate?.tokens ?? asked.request.mostTokens) });
      } finally {
        open.delete(seq);
      }
    }
  }

  async function answered(
    { request, as, about, mayWait, resume }: GenerateAsk,
    call: OpenCall,
    { onEvent }: Heard,
    responding: (response: BackgroundResponse) => Promise<void>,
  ): Promise<GenerateResult> {
    const { signal } = call.controller;
    if (resume === null && mayWait) call.response = await models.begin(request, { signal });
    if (call.response === null)
      return models.generate(request, { signal, onEvent, as, ...(about == null ? {} : { about }) });
    if (resume === null) await responding(call.response);
    return models.follow(call.response, { request, signal, onEvent });
  }

  function stop(call: OpenCall | undefined, isForGood: boolean): void {
    if (call === undefined || call.controller.signal.aborted) return;
    // What it used until then is charged; where it cannot be told to end, it ends by itself.
    if (isForGood && call.response !== null)
      models.cancel(call.response, AbortSignal.timeout(cancelLimitMs)).catch(() => {});
    call.controller.abort();
  }

  return { connect };
}

const cancelLimitMs = 10_000;
const hintOfRequest = {
  hint: 'Give purpose, instructions and items; a tool’s name has letters, digits, _ and - alone.',
};

/** A host runs an agent's code: what it asks is read like anything from outside. */
function faultIn(request: unknown): string | null {
  const parsed = generateRequestSchema.safeParse(request);
  if (parsed.success) return null;
  const [first] = parsed.error.issues;
  return `The request of ctx.generate: ${first?.path.join('.') || 'it'}: ${first?.message ?? 'is not valid'}. Nothing was sent.`;
}

/** What it had said when it was stopped, with the most that it may have used. */
function stopped(
  { text, endpointId, model, tookMs }: NonNullable<ReturnType<Heard['soFar']>>,
  { request, resume }: GenerateAsk,
  mostUsed: number,
): Pick<Extract<ModelReply, { kind: 'generated' }>, 'result' | 'isCostUnknown'> {
  const outputTokens = Math.min(request.mostTokens, mostUsed);
  return {
    isCostUnknown: mostUsed > 0,
    result: {
      status: 'incomplete',
      reason: 'stopped',
      items: [{ kind: 'message', role: 'assistant', text }],
      text,
      usage: { inputTokens: mostUsed - outputTokens, cachedTokens: 0, outputTokens, reasoningTokens: 0 },
      usageIs: 'upper-bound',
      money: null,
      endpointId,
      model,
      responseId: resume?.responseId ?? null,
      passedOver: [],
      isKept: false,
      sources: [],
      choices: [],
      action: null,
      firstByteMs: null,
      firstTokenMs: null,
      tookMs,
      unknownParts: [],
    },
  };
}

/** Asked again by itself: who was busy, away or cut off. What was lost at its provider may have been paid for. */
const askedAgain: ReadonlySet<string> = new Set([
  'model-rate-limited',
  'model-unavailable',
  'model-timeout',
  'model-cut',
]);

function faultOf(thrown: unknown): ModelFault {
  const { code, message, hint } = toWireError(thrown);
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  if (!(thrown instanceof ModelError))
    return { error, isRetryable: false, retryAfterMs: null, isCostUnknown: false, endpointId: null, passedOver: [] };
  const { endpointId, retryAfterMs, passedOver, terms } = thrown;
  const isCostUnknown = terms.charge === 'unknown' || passedOver.some(({ mayCost }) => mayCost);
  return { error, isRetryable: askedAgain.has(code), retryAfterMs, isCostUnknown, endpointId, passedOver };
}
