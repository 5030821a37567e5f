import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  journalOf,
  replyTo,
  runIs,
  seen,
  show,
  startPlan,
  updateOf,
} from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

test("a step that fails is tried again after its backoff, and its success is the run's", async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'flaky', failTimes: 2, options: { maxAttempts: 3, backoffMs: 20 } },
  ]);
  await runIs(runtime, runId, 'succeeded');
  const records = await journalOf(runtime, runId);
  expect(records.map(({ phase, attempt }) => `${phase} ${attempt}`)).toEqual([
    'attempt-failed 1',
    'attempt-failed 2',
    'done 3',
  ]);
  const [first, second, third] = records.map(({ atMs }) => atMs);
  // Jitter takes at most a quarter off.
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(15);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(30);
});

test('a step that fails every time fails the run with its own error, and says where', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'hopeless', failTimes: 9, code: 'no-such-thing', options: { maxAttempts: 2, backoffMs: 1 } },
  ]);
  const run = await runIs(runtime, runId, 'failed');
  expect(run.error).toMatchObject({ code: 'no-such-thing', message: 'attempt 2 failed' });
  expect(run.partial).toBe(true);
});

test('an error code that is not to be tried again ends at the first attempt', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', failTimes: 9, code: 'final', options: { maxAttempts: 5, nonRetryable: ['final'] } },
  ]);
  await runIs(runtime, runId, 'failed');
  expect(await journalOf(runtime, runId)).toMatchObject([{ phase: 'failed', attempt: 1 }]);
});

test('a step that takes longer than its timeout fails as step-timeout', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'slow', deaf: true, options: { maxAttempts: 1, timeoutMs: 30 } },
  ]);
  const run = await runIs(runtime, runId, 'failed');
  expect(run.error).toMatchObject({ code: 'step-timeout' });
});

test("a run that throws outside its steps fails with the agent's words, its hint and its line", async () => {
  const runId = await startPlan(runtime, [{ do: 'throw' }]);
  const run = await runIs(runtime, runId, 'failed');
  expect(run.error).toMatchObject({
    code: 'told-to',
    message: 'It was told to fail.',
    hint: 'Tell it something else.',
    where: expect.stringMatching(/agent\.js:\d+:\d+/),
  });
});

test('cancelling a run at work aborts its step and keeps what was finished', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'first' },
    { do: 'step', name: 'second', untilAborted: true },
  ]);
  await runtime.until(async () => ((await journalOf(runtime, runId)).length === 1 ? true : undefined));
  await runtime.call('run.cancel', { runId, reason: 'enough' });
  const run = await runIs(runtime, runId, 'cancelled');
  expect(run.partial).toBe(true);
  expect((await show(runtime, runId)).steps).toMatchObject([{ name: 'first', status: 'done' }]);
});

test('cancelling a run that sleeps ends it at once', async () => {
  const runId = await startPlan(runtime, [{ do: 'sleep', ms: 3_600_000 }]);
  await runIs(runtime, runId, 'sleeping');
  const summary = await runtime.call('run.cancel', { runId });
  expect(summary.runId).toBe(runId);
  const run = await runIs(runtime, runId, 'cancelled');
  expect(run.wakeAtMs).toBeNull();
});

test('cancelling a run that waits for a decision withdraws what it asked for', async () => {
  const runId = await startPlan(runtime, [replyTo('c-1')]);
  await runIs(runtime, runId, 'waiting-approval');
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  await runtime.call('run.cancel', { runId });
  await runIs(runtime, runId, 'cancelled');
  await approvalsAre(runtime, runId, 'withdrawn');
  const { run, effects } = await show(runtime, runId);
  expect(run.pendingApprovals).toBe(0);
  expect(effects).toMatchObject([{ status: 'refused', cause: 'withdrawn' }]);
  if (approval === undefined) throw new Error('no approval');
  const late = await runtime.call('approval.approve', { items: [seen(approval)] });
  expect(late.results).toMatchObject([{ outcome: 'refused', status: 'withdrawn' }]);
});

test('a signal that does not come ends with null after its timeout', async () => {
  const runId = await startPlan(runtime, [{ do: 'signal', name: 'never', options: { timeoutMs: 40 } }]);
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).output).toMatchObject({ results: [null] });
});

test('a waiting run leaves its host after five seconds, and goes on from there when it is decided', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'before' },
    updateOf('left'),
    { do: 'step', name: 'after' },
  ]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('no approval');
  const before = (await journalOf(runtime, runId)).find((record) => record.name === 'before');
  // The timer of this run is set after the approval waits, and fires after the one that lets the other run leave.
  const marker = await startPlan(runtime, [{ do: 'sleep', ms: 5_600 }]);
  await runIs(runtime, marker, 'succeeded');
  const load = await runtime.call('workspace.status', {});
  expect(load.lanes.background.used).toBe(0);
  await runtime.call('approval.approve', { items: [seen(approval)] });
  await runIs(runtime, runId, 'succeeded');
  const records = await journalOf(runtime, runId);
  expect(records.filter((record) => record.name === 'before')).toEqual([before]);
  expect(records.map((record) => record.name)).toEqual(['before', 'record.update', 'record.update', 'after']);
});

test('a retried run starts from its top and asks for its approval again', async () => {
  const runId = await startPlan(runtime, [updateOf('again'), { do: 'throw' }]);
  const [first] = await approvalsAre(runtime, runId, 'pending');
  if (first === undefined) throw new Error('no approval');
  await runtime.call('approval.approve', { items: [seen(first)] });
  await runIs(runtime, runId, 'failed');
  await runtime.call('run.retry', { runId });
  const [second] = await approvalsAre(runtime, runId, 'pending');
  expect(second?.approvalId).not.toBe(first.approvalId);
  const { effects } = await show(runtime, runId);
  expect(effects.map((effect) => effect.status)).toEqual(['done', 'waiting-decision']);
});

test('an agent that eats all memory loses its host, and its run says so', async () => {
  const healthy = await startPlan(runtime, [{ do: 'sleep', ms: 3_600_000 }]);
  await runIs(runtime, healthy, 'sleeping');
  const runId = await startPlan(runtime, [{ do: 'step', name: 'glutton', eatMemory: true }]);
  const run = await runIs(runtime, runId, 'failed', 'needs-attention');
  expect(run.error?.code).toBe('heap-limit-exceeded');
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
  expect((await show(runtime, healthy)).run.status).toBe('sleeping');
  await runtime.call('run.cancel', { runId: healthy });
  await runIs(runtime, healthy, 'cancelled');
}, 120_000);

test('a run that waits says what for: a signal, or a time', async () => {
  const signalled = await startPlan(runtime, [{ do: 'signal', name: 'go-on' }]);
  const sleeping = await startPlan(runtime, [{ do: 'sleep', ms: 86_400_000 }]);
  expect(await runIs(runtime, signalled, 'waiting-signal')).toMatchObject({ wakeAtMs: null });
  expect(await runIs(runtime, sleeping, 'sleeping')).toMatchObject({ pendingApprovals: 0 });
});
