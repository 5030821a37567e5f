import type { Progress } from '../../../shared/domain/run.ts';
import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { ModelOptions, StepContext } from '../sdk/types.ts';
import { enter } from './at-work.ts';
import type { FileClient } from './file-client.ts';
import { createAttemptClock, type AttemptClock } from './attempt-clock.ts';
import { hostTimers } from './guard-globals.ts';
import { toText } from './journal-values.ts';
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

export type StepBody = (step: StepContext) => unknown;

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
  run(asked: Asked, body: StepBody, options: ModelOptions, failed: FailedAttempt | null): void;
  /** The next attempt of this path, once its wait is over. */
  retryLater(asked: Asked, body: StepBody, options: ModelOptions, failed: FailedAttempt): void;
  retryNow(path: string): void;
  running(): readonly string[];
  abort(isMeant: (path: string) => boolean, reason: string): void;
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

  function run(asked: Asked, body: StepBody, options: ModelOptions, failedBefore: FailedAttempt | null): void {
    if (isCancelled()) return;
    const { path, name } = asked;
    const kind = asked.kind === 'model' ? 'model' : 'step';
    const attempt = (failedBefore?.attempt ?? 0) + 1;
    try {
      const expected = amountsOf(options.estimate ?? {});
      reserve({ path, kind, name, attempt, expected }, () => void begin(asked, body, options, failedBefore));
    } catch (thrown) {
      const failed = { result: null, error: agentErrorOf(thrown), durationMs: 0, dueInMs: null };
      record({ path, kind, name, argsHash: '', attempt, phase: 'failed', ...failed });
    }
  }

  async function begin(
    asked: Asked,
    body: StepBody,
    options: ModelOptions,
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
    const base = { path: asked.path, kind: asked.kind, name: asked.name, argsHash: '', attempt } as const;
    const spending = createSpending(asked);
    try {
      const context = stepContext({ attempt, previous, signal: controller.signal, spent: spending.spent }, clock, said);
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
      else if (attempt >= attempts || isCertain(error.code, options))
        record({ ...failed, phase: 'failed', dueInMs: null });
      else {
        const wait = Math.min((options.backoffMs ?? defaultBackoffMs) * 2 ** (attempt - 1), longestBackoffMs);
        const result = said.detail;
        retryLater(asked, body, options, { attempt, result });
        record({ ...failed, result, phase: 'attempt-failed', dueInMs: wait * (0.75 + 0.5 * jitter()) });
      }
    }
  }

  function retryLater(asked: Asked, body: StepBody, options: ModelOptions, failed: FailedAttempt): void {
    retries.set(asked.path, () => run(asked, body, options, failed));
  }

  function bodyEnded(path: string): void {
    bodies.delete(path);
    told(null);
  }

  function stepContext(
    facts: Pick<StepContext, 'attempt' | 'previous' | 'signal' | 'spent'>,
    clock: AttemptClock,
    said: { detail: string | null },
  ): StepContext {
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
      for (const [path, body] of bodies) if (isMeant(path)) body.controller.abort(new Error(reason));
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

/** The same code meets the same limit again. */
function isCertain(code: string, { nonRetryable }: ModelOptions): boolean {
  return code === stackLimitCode || nonRetryable?.includes(code) === true;
}

function since(began: number): number {
  return Math.round(hostTimers.now() - began);
}
