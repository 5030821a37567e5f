import { join } from 'node:path';
import type { GenerateRequest, GenerateResult, ModelEvent } from '../../shared/domain/model-call.ts';
import type { ModelFailureCode } from '../../shared/domain/model-failure.ts';
import type { BackgroundResponse } from '../../electron/runtime/ports.ts';
import { startFurnished, startRuntime, type RuntimeProcess, type RuntimeStart } from './runtime-process.ts';

/** What the runtime asks of its models. */
export interface FromModels {
  readonly kind: 'model';
  readonly what: 'generate' | 'begin' | 'follow' | 'cancel' | 'stopped';
  readonly seq: number;
  readonly request?: GenerateRequest;
  readonly as?: string | null;
  readonly response?: BackgroundResponse;
}

/** What the test answers. */
export interface ToModels {
  readonly kind: 'model-said';
  readonly seq: number;
  readonly event?: ModelEvent;
  readonly value?: unknown;
  readonly fault?: { readonly code: ModelFailureCode; readonly retryAfterMs?: number };
}

/** One call of a model that waits for the test. */
export interface ModelCalled extends FromModels {
  says(event: ModelEvent): void;
  begins(): void;
  answers(result?: Partial<GenerateResult>): void;
  gives(value: unknown): void;
  fails(code: ModelFailureCode, retryAfterMs?: number): void;
}

export interface ModelRuntime extends RuntimeProcess {
  /** The next call, in the order they were made. */
  called(what?: FromModels['what']): Promise<ModelCalled>;
  /** Calls that nobody has taken yet. */
  waiting(): readonly FromModels[];
}

const program = join(import.meta.dirname, 'models-process.ts');

/** A runtime whose models are answered by the test. */
export async function startModels(start: Omit<RuntimeStart, 'program'> = {}): Promise<ModelRuntime> {
  const begin = start.workspace === undefined ? startFurnished : startRuntime;
  const runtime = await begin({ ...start, program });
  const calls: FromModels[] = [];
  let wake: () => void = () => {};
  runtime.child.on('message', (message: FromModels | { readonly kind: 'other' }) => {
    if (message.kind !== 'model') return;
    calls.push(message);
    wake();
  });
  const say = (message: ToModels): void => void (runtime.child.connected && runtime.child.send(message));

  function answerable(call: FromModels): ModelCalled {
    const { seq } = call;
    return {
      ...call,
      says: (event) => say({ kind: 'model-said', seq, event }),
      begins: () => say({ kind: 'model-said', seq, event: { kind: 'began', endpointId: 'scripted', model: 'test-1' } }),
      answers: (result = {}) => say({ kind: 'model-said', seq, value: answerOf(result) }),
      gives: (value) => say({ kind: 'model-said', seq, value }),
      fails: (code, retryAfterMs) =>
        say({ kind: 'model-said', seq, fault: { code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } }),
    };
  }

  return {
    ...runtime,
    async called(what) {
      for (;;) {
        const index = calls.findIndex((call) => what === undefined || call.what === what);
        const [found] = index < 0 ? [] : calls.splice(index, 1);
        if (found !== undefined) return answerable(found);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    waiting: () => calls,
  };
}

/** An answer, as a model gives it that says what it used. */
export function answerOf(result: Partial<GenerateResult> = {}): GenerateResult {
  const text = result.text ?? 'Hello.';
  return {
    status: 'completed',
    reason: null,
    items: [{ kind: 'message', role: 'assistant', text }],
    text,
    usage: { inputTokens: 30, cachedTokens: 10, outputTokens: 5, reasoningTokens: 0 },
    usageIs: 'stated',
    money: '0.0012 EUR',
    endpointId: 'scripted',
    model: 'test-1',
    responseId: null,
    passedOver: [],
    isKept: false,
    sources: [],
    choices: [],
    action: null,
    firstByteMs: 5,
    firstTokenMs: 6,
    tookMs: 20,
    unknownParts: [],
    ...result,
  };
}
