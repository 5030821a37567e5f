import type { Progress } from '../../../shared/domain/run.ts';
import type { Json } from '../../../shared/json.ts';
import type { ModelEnd } from '../../../shared/domain/model-call.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { ModelOptions, StepContext } from '../sdk/types.ts';
import { enter } from './at-work.ts';
import type { FileClient } from './file-client.ts';
import { createAttemptClock, type AttemptClock } from './attempt-clock.ts';
import { hostTimers } from './guard-globals.ts';
import { toText } from './journal-values.ts';
import { ModelCallError } from './model-client.ts';
import type { HostCall, HostRecord, ReplayEntry } from './protocol.ts';
import type { Asked } from './replay.ts';
import { runContext, type Deterministic } from './run-context.ts';
import { agentErrorOf, stackLimitCode } from './run-errors.ts';
import { amountsOf, createSpending } from './spending.ts';

const defaultAttempts = 3;
const defaultBackoffMs = 200;
const defaultTimeoutMs = 600_000;
const longestBackoffMs = 60_000;
/** Most characters of a heartbeat's detail: it stands in the journal with each failed attempt. */
const longestDetail = 16 * 1024;

/** What a body of the host's own says besides its result. */
export interface BodyContext extends StepContext {
  /** How the model call ended. */
  ended(end: ModelEnd): void;
  costIsUnknown(): void;
}

export type StepBody = (step: BodyContext) => unknown;

/** What a body's attempt asks for before it begins, beside what its author may say. */
export interface BodyOptions extends ModelOptions {
  readonly sentSha256?: string;
  /** The attempt that goes on with what an earlier activation began. */
  readonly resumedAttempt?: number;
}

export interface StepRunnerOptions {
  readonly runId: string;
  readonly files: FileClient;
  readonly source: Deterministic;
  /** Spreads retries: 0 <= x < 1. Not the agent's own chance, which a replay without the failed attempts must give again. */
  readonly jitter: () => number;
  readonly record: (record: HostRecord) => void;
  /** Something about the running steps changed. */
  readonly told: (progress: Progress | null) => void;
  /** The run is being given up: what a body still gives is not recorded. */
  readonly isCancelled: () => boolean;
  /** Begins once what the call asks for is reserved; never, when its budget has no room for it. */
  readonly reserve: (call: HostCall, begin: () => void) => void;
  /** The last body of a cancelled run has ended. */
  readonly ended: () => void;
}

type FailedAttempt = Pick<ReplayEntry, 'attempt' | 'result'>;

/** Runs step bodies: one attempt at a time, each with its own time limit, its result recorded before anything goes on. */
export interface StepRunner {
  /** `failed`: the record of the attempt before this one; null: it is the first. */
  run(asked: Asked, body: StepBody, options: BodyOptions, failed: FailedAttempt | null): void;
  /** The next attempt of this path, once its wait is over. */
  retryLater(asked: Asked, body: StepBody, options: BodyOptions, failed: FailedAttempt): void;
  retryNow(path: string): void;
  running(): readonly string[];
  abort(isMeant: (path: string) => boolean, reason: Error): void;
}

export function createStepRunner({
  runId,
  files,
  source,
  jitter,
  record,
  told,
  isCancelled,
  reserve,
  ended,
}: StepRunnerOptions): StepRunner {
  const bodies = new Map<string, { readonly name: string; readonly controller: AbortController }>();
  const retries = new Map<string, () => void>();

  function run(asked: Asked, body: StepBody, options: BodyOptions, failedBefore: FailedAttempt | null): void {
    if (isCancelled()) return;
    const { path, name } = asked;
    const kind = asked.kind === 'model' ? 'model' : 'step';
    const attempt = (failedBefore?.attempt ?? 0) + 1;
    try {
      const expected = amountsOf(options.estimate ?? {});
      const { sentSha256, resumedAttempt } = options;
      const more = {
        ...(sentSha256 === undefined ? {} : { sentSha256 }),
        ...(resumedAttempt === attempt ? { isResumed: true } : {}),
      };
      reserve({ path, kind, name, attempt, expected, ...more }, () => void begin(asked, body, options, failedBefore));
    } catch (thrown) {
      const failed = { result: null, error: agentErrorOf(thrown), durationMs: 0, dueInMs: null };
      record({ path, kind, name, argsHash: asked.argsHash, attempt, phase: 'failed', ...failed });
    }
  }

  async function begin(
    asked: Asked,
    body: StepBody,
    options: BodyOptions,
    failedBefore: FailedAttempt | null,
  ): Promise<void> {
    if (isCancelled()) return;
    const attempt = (failedBefore?.attempt ?? 0) + 1;
    const controller = new AbortController();
    const limits = { timeoutMs: options.timeoutMs ?? defaultTimeoutMs, heartbeatMs: options.heartbeatMs };
    const clock = createAttemptClock({ name: asked.name, ...limits }, controller);
    const said: { detail: string | null } = { detail: null };
    const previous = JSON.parse(failedBefore?.result ?? 'null') as Json;
    bodies.set(asked.path, { name: asked.name, controller });
    told(null);
    const began = hostTimers.now();
    const { path, kind, name, argsHash } = asked;
    const base = { path, kind, name, argsHash, attempt } as const;
    const spending = createSpending(asked);
    try {
      const facts = { attempt, previous, signal: controller.signal };
      const { spent, ended: endedAs, costIsUnknown } = spending;
      const context = stepContext({ ...facts, spent, ended: endedAs, costIsUnknown }, clock, said);
      const value = await clock.race(() =>
        runContext.run({ source, runId, step: asked.name }, async () => {
          enter(runId, asked.name);
          return body(context);
        }),
      );
      const result = await toText(value, asked.name, files);
      bodyEnded(asked.path);
      record({
        ...base,
        phase: 'done',
        result,
        error: null,
        durationMs: since(began),
        dueInMs: null,
        ...spending.used(),
      });
      if (isCancelled()) ended();
    } catch (thrown) {
      bodyEnded(asked.path);
      const error = agentErrorOf(thrown);
      const failed = { ...base, result: null, error, durationMs: since(began), ...spending.used() };
      const attempts = options.maxAttempts ?? defaultAttempts;
      if (isCancelled()) ended();
      else if (attempt >= attempts || isCertain(error.code, options) || isUseless(thrown))
        record({ ...failed, phase: 'failed', dueInMs: null });
      else {
        const wait = Math.min((options.backoffMs ?? defaultBackoffMs) * 2 ** (attempt - 1), longestBackoffMs);
        const dueInMs = Math.max(askedToWaitMs(thrown), wait * (0.75 + 0.5 * jitter()));
        const result = said.detail;
        retryLater(asked, body, options, { attempt, result });
        record({ ...failed, result, phase: 'attempt-failed', dueInMs });
      }
    }
  }

  function retryLater(asked: Asked, body: StepBody, options: BodyOptions, failed: FailedAttempt): void {
    retries.set(asked.path, () => run(asked, body, options, failed));
  }

  function bodyEnded(path: string): void {
    bodies.delete(path);
    told(null);
  }

  function stepContext(
    facts: Pick<BodyContext, 'attempt' | 'previous' | 'signal' | 'spent' | 'ended' | 'costIsUnknown'>,
    clock: AttemptClock,
    said: { detail: string | null },
  ): BodyContext {
    return {
      ...facts,
      progress(progress) {
        clock.beat();
        told(progress);
      },
      heartbeat(detail) {
        clock.beat();
        if (detail !== undefined) said.detail = detailText(detail);
      },
      async load(ref) {
        return JSON.parse(new TextDecoder().decode(await files.readAll(ref.$stored))) as Json;
      },
      async store(value) {
        const kept = await files.write(new TextEncoder().encode(JSON.stringify(value)));
        return { $stored: kept.sha256, bytes: kept.bytes };
      },
    };
  }

  return {
    run,
    retryLater,
    retryNow(path) {
      const again = retries.get(path);
      retries.delete(path);
      again?.();
    },
    running: () => Array.from(bodies.values(), (body) => body.name),
    abort(isMeant, reason) {
      for (const [path, body] of bodies) if (isMeant(path)) body.controller.abort(reason);
    },
  };
}

function detailText(detail: Json): string {
  const text = JSON.stringify(detail) as string | undefined;
  if (text !== undefined && text.length <= longestDetail) return text;
  throw new AgentError(
    'heartbeat-too-large',
    text === undefined
      ? 'A heartbeat was given what JSON cannot carry.'
      : `A heartbeat was given ${text.length} characters; it carries at most ${longestDetail}.`,
    'Give how far the step is, and keep what it has made with step.store.',
  );
}

/** Longest wait that a provider is given: a longer one is asked for once more before it is over. */
const longestAskedWaitMs = 3_600_000;

function askedToWaitMs(thrown: unknown): number {
  const asked = thrown instanceof ModelCallError ? (thrown.fault.retryAfterMs ?? 0) : 0;
  return Math.min(Math.max(asked, 0), longestAskedWaitMs);
}

/** The same request would end the same. */
function isUseless(thrown: unknown): boolean {
  return thrown instanceof ModelCallError && !thrown.fault.isRetryable;
}

/** The same code meets the same limit again. */
function isCertain(code: string, { nonRetryable }: ModelOptions): boolean {
  return code === stackLimitCode || nonRetryable?.includes(code) === true;
}

function since(began: number): number {
  return Math.round(hostTimers.now() - began);
}
