import { createHash } from 'node:crypto';
import type { GenerateRequest, GenerateResult, ModelEnd } from '../../../shared/domain/model-call.ts';
import type { BackgroundResponse } from '../ports.ts';
import type { GenerateOptions, Spent } from '../sdk/types.ts';
import { entryOf } from './entry-parts.ts';
import type { FileClient } from './file-client.ts';
import { hostTimers } from './guard-globals.ts';
import { ModelCallError, type ModelClient } from './model-client.ts';
import type { HostRecord, ReplayEntry, ToHostStart } from './protocol.ts';
import type { Asked, Open } from './replay.ts';
import type { BodyContext, BodyOptions, StepRunner } from './step-runner.ts';

const defaultAttempts = 4;
/** A provider that is busy is seldom free a moment later. */
const defaultBackoffMs = 1_000;

export interface ModelCallsOptions {
  readonly start: Pick<ToHostStart, 'runId' | 'nowMs' | 'startedBy' | 'lane'>;
  readonly models: ModelClient;
  readonly files: FileClient;
  readonly steps: StepRunner;
  readonly record: (record: HostRecord) => void;
  /** It waits for its next attempt. */
  readonly waits: (path: string) => void;
  /** The host is at work though no body runs yet. */
  readonly busy: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Model calls that the runtime makes for a run: each is one entry, reserved, asked, and settled by what it used. */
export interface ModelCalls {
  begin(asked: Asked, request: GenerateRequest, options: GenerateOptions, open: Open): void;
  /** That its response goes on at its provider is committed: it may be followed. */
  kept(path: string): void;
}

export function createModelCalls(options: ModelCallsOptions): ModelCalls {
  const { start, models, files, steps, record } = options;
  const keeping = new Map<string, () => void>();

  async function begin(asked: Asked, request: GenerateRequest, given: GenerateOptions, open: Open): Promise<void> {
    const text = JSON.stringify(request);
    const { estimate, ...rest } = given;
    const failed = open.failedAttempt;
    const attempt = (failed?.attempt ?? 0) + 1;
    const resume = responseOf(open.waiting, attempt);
    const whole: BodyOptions = {
      maxAttempts: defaultAttempts,
      backoffMs: defaultBackoffMs,
      ...rest,
      // What was begun is charged already.
      estimate: estimate ?? (resume === null ? await models.estimate(request).catch(() => guessed(request)) : {}),
      sentSha256: createHash('sha256').update(text).digest('hex'),
      ...(resume === null ? {} : { resumedAttempt: attempt }),
    };
    const body = (step: BodyContext): Promise<GenerateResult> =>
      ask(asked, { request, text, resume: step.attempt === attempt ? resume : null }, given, step);
    if (failed !== null && failed.dueAtMs !== null && failed.dueAtMs > start.nowMs) {
      options.waits(asked.path);
      steps.retryLater(asked, body, whole, failed);
    } else steps.run(asked, body, whole, failed);
  }

  async function ask(
    asked: Asked,
    { request, text, resume }: { request: GenerateRequest; text: string; resume: BackgroundResponse | null },
    { about }: GenerateOptions,
    step: BodyContext,
  ): Promise<GenerateResult> {
    const { runId, startedBy: as, lane } = start;
    const { attempt, signal } = step;
    const began = hostTimers.now();
    // Beside the call, not before it: nobody waits for a flush to see the first word.
    const kept = files.write(new TextEncoder().encode(text));
    kept.catch(() => {});
    try {
      const { result, isCostUnknown } = await models.generate({
        place: { runId, path: asked.path, attempt },
        request,
        as,
        about: about ?? null,
        mayWait: lane === 'background' && request.urgency === 'later',
        resume,
        signal,
        keep: (response) => keep(asked, attempt, response),
      });
      await kept;
      step.spent(spentOf(result));
      if (isCostUnknown) step.costIsUnknown();
      step.ended(endOf(result));
      return result;
    } catch (thrown) {
      if (thrown instanceof ModelCallError) {
        if (thrown.fault.isCostUnknown) step.costIsUnknown();
        step.ended(failedEnd(thrown, hostTimers.now() - began));
      }
      throw thrown;
    }
  }

  /** Journaled under the call's own path: only the attempt it belongs to goes on with it. */
  function keep(asked: Asked, attempt: number, response: BackgroundResponse): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    keeping.set(asked.path, resolve);
    record({ ...entryOf(asked), attempt, phase: 'waiting', result: JSON.stringify(response) });
    return promise;
  }

  return {
    begin: (asked, request, given, open) => void options.busy(() => begin(asked, request, given, open)),
    kept(path) {
      keeping.get(path)?.();
      keeping.delete(path);
    },
  };
}

function responseOf(waiting: ReplayEntry | null, attempt: number): BackgroundResponse | null {
  if (waiting === null || waiting.attempt !== attempt) return null;
  return JSON.parse(waiting.result ?? 'null') as BackgroundResponse | null;
}

/** Where nobody can say: a token for every three characters is more than any language needs. */
function guessed(request: GenerateRequest): Spent {
  return { tokens: Math.ceil(JSON.stringify(request).length / 3) + request.mostTokens };
}

function spentOf({ usage, money }: GenerateResult): Spent {
  return { tokens: usage.inputTokens + usage.outputTokens, ...(money === null ? {} : { money }) };
}

function endOf(result: GenerateResult): ModelEnd {
  const { status, reason, endpointId, model, usage, usageIs, passedOver, responseId, isKept } = result;
  const { firstByteMs, firstTokenMs, tookMs } = result;
  const times = { firstByteMs, firstTokenMs, tookMs };
  return { status, reason, endpointId, model, usage, usageIs, passedOver, responseId, isKept, ...times };
}

function failedEnd({ fault }: ModelCallError, tookMs: number): ModelEnd {
  return {
    status: 'failed',
    reason: fault.error.code,
    endpointId: fault.endpointId,
    model: null,
    usage: null,
    usageIs: 'stated',
    passedOver: [...fault.passedOver],
    responseId: null,
    isKept: false,
    firstByteMs: null,
    firstTokenMs: null,
    tookMs: Math.round(tookMs),
  };
}
