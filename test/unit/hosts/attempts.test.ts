import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostRecord } from '../../../electron/runtime/hosts/protocol.ts';
import type { StepContext, StepOptions } from '../../../electron/runtime/sdk/types.ts';
import { AgentError } from '../../../electron/runtime/sdk/agent-error.ts';

let createStepRunner: typeof import('../../../electron/runtime/hosts/step-runner.ts').createStepRunner;
beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  ({ createStepRunner } = await import('../../../electron/runtime/hosts/step-runner.ts'));
});
afterEach(() => vi.useRealTimers());

/** Runs a body until it is given up or done; each wait between attempts is over at once. */
async function attempts(body: (step: StepContext) => unknown, options: StepOptions, jitter = () => 0.5) {
  const records: HostRecord[] = [];
  const nothing = (): void => {};
  const steps = createStepRunner({
    runId: 'run',
    files: { write: () => Promise.reject(new Error('none')) } as never,
    source: { now: () => 0, random: () => 0, uuid: () => '' },
    jitter,
    record(record) {
      records.push(record);
      if (record.phase === 'attempt-failed') steps.retryNow('0');
    },
    told: nothing,
    isCancelled: () => false,
    reserve: (_call, begin) => begin(),
    ended: nothing,
  });
  steps.run({ path: '0', kind: 'step', name: 'work', argsHash: '', where: () => '' }, body, options, null);
  for (let turn = 0; turn < 100 && records.at(-1)?.phase !== 'done' && records.at(-1)?.phase !== 'failed'; turn += 1)
    await vi.advanceTimersByTimeAsync(100);
  return records.map(({ phase, error, result, dueInMs }) => ({ phase, code: error?.code, result, dueInMs }));
}

const never = (): Promise<never> => new Promise(() => {});

test('a step that says nothing for its heartbeat has failed, though its time is not over', async () => {
  const found = await attempts(never, { heartbeatMs: 300, timeoutMs: 60_000, maxAttempts: 1 });
  expect(found).toMatchObject([{ phase: 'failed', code: 'heartbeat-missed' }]);
});

test('a step that says it is alive goes on for as long as it may take', async () => {
  const told = { beats: 0 };
  const body = async (step: StepContext): Promise<string> => {
    for (; told.beats < 20; told.beats += 1) {
      if (told.beats % 2 === 0) step.heartbeat();
      else step.progress({ phase: 'p', done: told.beats, total: null, unit: 'u', etaMs: null });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return 'whole';
  };
  expect(await attempts(body, { heartbeatMs: 300 })).toMatchObject([{ phase: 'done', result: '"whole"' }]);
});

test('the next attempt is given how far the one before it had come, also from the journal', async () => {
  const body = (step: StepContext): unknown => {
    if (step.attempt === 3) return step.previous;
    step.heartbeat({ row: step.attempt * 10 });
    throw new AgentError('cut-off', 'The line was cut.');
  };
  expect(await attempts(body, {})).toMatchObject([
    { phase: 'attempt-failed', result: '{"row":10}' },
    { phase: 'attempt-failed', result: '{"row":20}' },
    { phase: 'done', result: '{"row":20}' },
  ]);
});

test('waits double, are capped, and are spread by a quarter to each side', async () => {
  const failing = (): never => {
    throw new AgentError('no', 'no');
  };
  const waits = async (jitter: number) =>
    (await attempts(failing, { maxAttempts: 12, backoffMs: 200 }, () => jitter)).map((record) => record.dueInMs);
  expect((await waits(0)).slice(0, 3)).toEqual([150, 300, 600]);
  expect((await waits(0.5)).slice(0, 3)).toEqual([200, 400, 800]);
  expect((await waits(1)).slice(9, 11)).toEqual([75_000, 75_000]);
});

test('an error whose code is not to be tried again fails the step at once', async () => {
  const body = (step: StepContext): never => {
    throw new AgentError(step.attempt === 1 ? 'busy' : 'unpayable', 'No.');
  };
  expect(await attempts(body, { nonRetryable: ['unpayable'], maxAttempts: 9 })).toMatchObject([
    { phase: 'attempt-failed', code: 'busy' },
    { phase: 'failed', code: 'unpayable' },
  ]);
});

test('a timed out attempt is told so through its signal', async () => {
  const seen: unknown[] = [];
  const body = (step: StepContext): Promise<never> =>
    new Promise((_, reject) =>
      step.signal.addEventListener('abort', () => {
        seen.push((step.signal.reason as AgentError).code);
        reject(step.signal.reason as Error);
      }),
    );
  expect(await attempts(body, { timeoutMs: 500, maxAttempts: 1 })).toMatchObject([{ code: 'step-timeout' }]);
  expect(seen).toEqual(['step-timeout']);
});
