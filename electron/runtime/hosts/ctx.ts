import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { ArtifactRef, Ctx, EffectOutcome, SignalOptions } from '../sdk/types.ts';
import { here, type Where } from './run-errors.ts';
import { runContext } from './run-context.ts';
import type { SessionPort } from './session-port.ts';
import { peerCalls } from './peer-calls.ts';
import { proposalOf } from './proposing.ts';
import { answerSignal } from '../../../shared/domain/signals.ts';
import { wholeRequest } from './generate-request.ts';
import { consoleAnswerOf, questionOf } from './asking.ts';
import { memoryOf } from './remembering.ts';
import { keyOf } from './signal-key.ts';
import { seeded } from './seeded.ts';
import { checkedStep, durationOf, instantOf } from './given-times.ts';

/** Most characters in a branch key; keys stand in journal paths. */
const longestKey = 120;

/** An instant that has passed wherever it is read: a wait until then ends as it is recorded. */
const longOver = 0;

/** One branch's ctx. Its calls are numbered in the order the code makes them, and never overlap. */
export function createCtx(session: SessionPort, prefix: string, seed: string): Ctx {
  let counter = 0;
  let inFlight: { readonly what: string; readonly where: Where } | null = null;
  const chance = seeded(`${seed}:${prefix}`);

  /** Numbers a call and refuses one that overlaps another on the same ctx. */
  async function call<T>(what: string, act: (path: string, where: Where) => Promise<T>): Promise<T> {
    const where = here();
    if (typeof runContext.getStore()?.step === 'string')
      throw new AgentError(
        'ctx-in-step',
        `ctx.${what} was called inside a step body (${where()}). A step body may use only what it was given.`,
      );
    if (inFlight !== null)
      throw new AgentError(
        'ctx-overlap',
        `ctx.${what} was called (${where()}) while ctx.${inFlight.what} (${inFlight.where()}) on the same ctx is not finished. Await it, or use the branch's own ctx inside ctx.all or ctx.race.`,
      );
    const path = `${prefix}${counter}`;
    counter += 1;
    inFlight = { what, where };
    try {
      return await act(path, where);
    } finally {
      inFlight = null;
    }
  }

  const ctx: Ctx = {
    runId: session.runId,
    path: prefix,
    file: session.file,
    inherited: session.inherited,
    step: (name, body, options = {}) =>
      call('step', (path, where) => session.step(path, name, where, body, checkedStep(options, where), 'step')),
    model: (name, body, options = {}) =>
      call('model', (path, where) => session.step(path, name, where, body, checkedStep(options, where), 'model')),
    generate: (name, request, options = {}) =>
      call('generate', (path, where) =>
        session.generate(path, name, where, wholeRequest(request, where), checkedStep(options, where)),
      ),
    query: (tool, args, options = {}) =>
      call('query', async (path, where) =>
        consoleAnswerOf(await session.query(path, tool, where, args, checkedStep(options, where))),
      ),
    ask: (question, { choices = [], timeoutMs } = {}) =>
      call('ask', async (path, where) => {
        const dueInMs = timeoutMs === undefined ? null : durationOf(timeoutMs, 'timeoutMs', where);
        const until = { dueInMs, question: questionOf(question, choices, where) };
        return (await session.wait(path, 'signal', answerSignal, where, until)) as string | null;
      }),
    remember: (text) =>
      call('remember', async (path, where) => void (await session.remember(path, where, memoryOf(text, where)))),
    sleep: (ms) =>
      call('sleep', async (path, where) => {
        const dueInMs = durationOf(ms, 'ctx.sleep', where);
        await session.wait(path, 'sleep', 'sleep', where, { dueInMs });
      }),
    sleepUntil: (at) =>
      call('sleepUntil', async (path, where) => {
        const dueAtMs = instantOf(at, where);
        await session.wait(path, 'sleep', 'sleep-until', where, { dueInMs: null, dueAtMs });
      }),
    signal: <T extends Json>(name: string, { key, timeoutMs, atOnce = false }: SignalOptions = {}) =>
      call('signal', async (path, where) => {
        const dueInMs = timeoutMs === undefined || atOnce ? null : durationOf(timeoutMs, 'timeoutMs', where);
        const until = {
          ...(atOnce ? { dueInMs: null, dueAtMs: longOver } : { dueInMs }),
          ...(key === undefined ? {} : { key: keyOf(key) }),
        };
        return (await session.wait(path, 'signal', name, where, until)) as T | null;
      }),
    ...peerCalls(session, call, prefix === ''),
    effect: (request): Promise<EffectOutcome> =>
      call('effect', async (path, where) =>
        session.effect(path, where, await proposalOf(session, path, where, request)),
      ),
    artifact: (request) =>
      call(
        'artifact',
        async (path, where) =>
          (await session.artifact(path, where, { ...request, items: request.items ?? null })) as unknown as ArtifactRef,
      ),
    all: <T extends Json>(name: string, branches: Readonly<Record<string, (branch: Ctx) => Promise<T>>>) =>
      call('all', async (path, where) => {
        const keys = Object.keys(branches);
        const results: Record<string, T> = {};
        try {
          const running = keys.map(
            async (key) => void (results[key] = await runBranch(branches, key, `${path}/all:${checked(key)}`)),
          );
          await resting(Promise.all(running));
        } catch (error) {
          const abandons = keys.map((key) => `${path}/all:${key}`);
          for (const prefixOf of abandons) session.abandon(prefixOf);
          await session.branchEnd(path, 'all', name, where, { phase: 'failed', result: null, abandons });
          throw error;
        }
        return Object.fromEntries(keys.map((key) => [key, results[key] as T]));
      }),
    race: <T extends Json>(name: string, branches: Readonly<Record<string, (branch: Ctx) => Promise<T>>>) =>
      call('race', async (path, where) => {
        const keys = Object.keys(branches);
        const running = keys.map(async (key) => {
          try {
            return { key, value: await runBranch(branches, key, `${path}/race:${checked(key)}`), error: null };
          } catch (error) {
            return { key, value: null, error };
          }
        });
        const first = await resting(Promise.race(running));
        const abandons = keys.filter((key) => key !== first.key).map((key) => `${path}/race:${key}`);
        for (const prefixOf of abandons) session.abandon(prefixOf);
        const recorded = await session.branchEnd(path, 'race', name, where, {
          phase: 'done',
          result: { winner: first.key },
          abandons,
        });
        const { winner } = recorded as { winner: string };
        if (winner !== first.key)
          throw new AgentError(
            'journal-mismatch',
            `The race "${name}" was won by "${winner}" when it was recorded, and by "${first.key}" now (${where()}).`,
          );
        if (first.error !== null) throw first.error;
        return { winner, value: first.value as T };
      }),
    progress: (progress) => session.progress(progress),
    now: () => session.source.now(),
    random: chance.random,
    uuid: chance.uuid,
  };
  return ctx;

  /** This strand asks for nothing while its branches run. */
  async function resting<T>(branches: Promise<T>): Promise<T> {
    session.strands.end();
    try {
      return await branches;
    } finally {
      session.strands.begin();
    }
  }

  async function runBranch<T>(
    branches: Readonly<Record<string, (branch: Ctx) => Promise<T>>>,
    key: string,
    path: string,
  ): Promise<T> {
    const body = branches[key];
    if (body === undefined) throw new Error(`no branch ${key}`);
    session.strands.begin();
    try {
      return await body(createCtx(session, `${path}/`, seed));
    } finally {
      session.strands.end();
    }
  }
}

function checked(key: string): string {
  if (key.length === 0 || key.length > longestKey || key.includes('/'))
    throw new AgentError(
      'branch-key',
      `"${key.slice(0, 40)}" cannot name a branch: 1 to ${longestKey} characters, no slash.`,
    );
  return key;
}
