import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallLine } from '../../../shared/domain/budget.ts';
import type { TurnDelta } from '../../../shared/domain/turn-delta.ts';
import { checkCosts } from '../../../electron/verify/checker/costs.ts';
import { openStore } from '../../../electron/verify/checker/store.ts';
import { agentWith, endRuntimes } from '../../helpers/runtime-process.ts';
import { journalOf, runIs, startPlan, type PlanEntry } from '../../helpers/scripted-runs.ts';
import { startModels, type ModelRuntime } from '../../helpers/scripted-models.ts';

let runtime: ModelRuntime;
beforeAll(async () => {
  runtime = await startModels();
});
afterAll(endRuntimes);

const ask = (entry: Readonly<Record<string, unknown>> = {}): PlanEntry => ({ do: 'generate', ...entry });

async function linesOf(on: ModelRuntime, runId: string): Promise<readonly CallLine[]> {
  return (await on.call('budget.ofRun', { runId })).lines;
}

async function results(on: ModelRuntime, runId: string): Promise<readonly Record<string, unknown>[]> {
  const { output } = await on.call('run.show', { runId });
  return (output as { results: Record<string, unknown>[] }).results;
}

test('a model call is one entry, settled by what its provider says it used, and the ledger says who answered', async () => {
  const runId = await startPlan(runtime, [ask({ text: 'how many?' })]);
  const call = await runtime.called('generate');
  expect(call.as).toBe('ada');
  expect(call.request?.items).toEqual([{ kind: 'message', role: 'user', text: 'how many?' }]);
  call.answers({ text: 'Three.' });
  await runIs(runtime, runId, 'succeeded');
  expect(await results(runtime, runId)).toMatchObject([{ text: 'Three.', endpointId: 'scripted' }]);
  const entries = (await journalOf(runtime, runId)).filter(({ kind }) => kind === 'model');
  expect(entries.map(({ name, phase }) => `${name} ${phase}`)).toEqual(['answer done']);
  const [line] = await linesOf(runtime, runId);
  expect(line).toMatchObject({
    status: 'settled',
    estimate: { tokens: 1_000, 'money:EUR': 10_000 },
    used: { tokens: 35, 'money:EUR': 1_200, 'model-calls': 1 },
    model: { end: { status: 'completed', endpointId: 'scripted', model: 'test-1', usage: { cachedTokens: 10 } } },
  });
  expect(line?.model?.sentSha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a provider that is busy is asked again as late as it says, and each asking is a line of its own', async () => {
  const runId = await startPlan(runtime, [ask()]);
  const began = performance.now();
  (await runtime.called('generate')).fails('model-rate-limited', 1_500);
  await runIs(runtime, runId, 'running', 'retrying');
  (await runtime.called('generate')).answers();
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_500);
  await runIs(runtime, runId, 'succeeded');
  const lines = await linesOf(runtime, runId);
  expect(lines.map(({ status, used, model }) => [status, used, model?.end?.status])).toEqual([
    ['settled', { 'model-calls': 1 }, 'failed'],
    ['settled', { tokens: 35, 'money:EUR': 1_200, 'model-calls': 1 }, 'completed'],
  ]);
});

test('what would end the same is not asked again, and the run is told its code', async () => {
  const runId = await startPlan(runtime, [{ do: 'try', entry: ask() }]);
  (await runtime.called('generate')).fails('model-refused-request');
  await runIs(runtime, runId, 'succeeded');
  expect(await results(runtime, runId)).toMatchObject([{ code: 'model-refused-request' }]);
  expect(await linesOf(runtime, runId)).toHaveLength(1);
});

test('what is no request is refused before anything is sent', async () => {
  const tools = [{ name: 'two words', description: '', parameters: {} }];
  const runId = await startPlan(runtime, [{ do: 'try', entry: ask({ request: { tools } }) }]);
  await runIs(runtime, runId, 'succeeded');
  expect(await results(runtime, runId)).toMatchObject([{ code: 'invalid-input' }]);
  expect(runtime.waiting()).toEqual([]);
});

test('a call that was cut off stays charged, and asking again is a second cost', async () => {
  const runId = await startPlan(runtime, [ask()]);
  (await runtime.called('generate')).fails('model-cut');
  (await runtime.called('generate')).answers();
  await runIs(runtime, runId, 'succeeded');
  const lines = await linesOf(runtime, runId);
  expect(lines.map(({ status }) => status)).toEqual(['unknown', 'settled']);
  expect(lines[0]).toMatchObject({ estimate: { tokens: 1_000 }, model: { end: { reason: 'model-cut' } } });
});

test('a cancelled run stops its call, and keeps what had been said', async () => {
  const runId = await startPlan(runtime, [ask()]);
  const call = await runtime.called('generate');
  call.begins();
  call.says({ kind: 'text', delta: 'It is about ' });
  const deltas = await heard(runtime, runId, () => call.says({ kind: 'text', delta: 'to' }));
  expect(deltas.at(-1)?.text).toContain('to');
  await runtime.call('run.cancel', { runId, reason: 'enough' });
  expect((await runtime.called('stopped')).seq).toBe(call.seq);
  await runIs(runtime, runId, 'cancelled');
  const last = (await journalOf(runtime, runId)).find(({ kind, phase }) => kind === 'model' && phase === 'done');
  expect(last).toBeDefined();
  expect(await linesOf(runtime, runId)).toMatchObject([
    { status: 'unknown', model: { end: { status: 'incomplete', reason: 'stopped', usageIs: 'upper-bound' } } },
  ]);
});

/** What is told to somebody who follows this run, from now until the last of it comes. */
async function heard(on: ModelRuntime, runId: string, act: () => void): Promise<readonly TurnDelta[]> {
  const deltas: TurnDelta[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  on.client.onEphemeral('turn', (delta) => {
    deltas.push(delta);
    // Who comes to follow it is told first what was said before, in as many parts as the frames of a screen make of it.
    if (delta.text.endsWith('to')) resolve();
  });
  on.client.subscribe(['run.changed'], { key: runId }, () => {});
  await on.call('workspace.status', {});
  act();
  await promise;
  return deltas;
}

test('a run whose host is a process of its own asks its models the same way', async () => {
  await runtime.call('agent.add', { folder: agentWith('scripted', { isolation: 'process' }) });
  const runId = await startPlan(runtime, [ask()]);
  (await runtime.called('generate')).answers({ text: 'From a process.' });
  await runIs(runtime, runId, 'succeeded');
  expect(await results(runtime, runId)).toMatchObject([{ text: 'From a process.' }]);
});

const later = { request: { urgency: 'later' } };
const response = { endpointId: 'scripted', model: 'test-1', responseId: 'resp_1', passedOver: [] };

test('a response that its provider has lost is not asked again, and nobody knows what it cost', async () => {
  const runId = await startPlan(runtime, [{ do: 'try', entry: ask(later) }]);
  (await runtime.called('begin')).gives(response);
  (await runtime.called('follow')).fails('response-lost');
  await runIs(runtime, runId, 'succeeded');
  expect(await results(runtime, runId)).toMatchObject([{ code: 'response-lost' }]);
  expect((await linesOf(runtime, runId)).map(({ status }) => status)).toEqual(['unknown']);
});

test('a cancelled run cancels its response at the provider', async () => {
  const runId = await startPlan(runtime, [ask(later)]);
  (await runtime.called('begin')).gives(response);
  await runtime.called('follow');
  await runtime.call('run.cancel', { runId, reason: 'not needed' });
  const cancelled = await runtime.called('cancel');
  expect(cancelled.response).toEqual(response);
  cancelled.gives(null);
  await runIs(runtime, runId, 'cancelled');
});

test('killed in the middle of two calls, the live one stays charged and is asked again, the one in background mode is followed and paid once', async () => {
  const live = await startPlan(runtime, [ask({ text: 'once?' })]);
  const call = await runtime.called('generate');
  call.begins();
  call.says({ kind: 'text', delta: 'half of an ans' });
  const kept = await startPlan(runtime, [ask(later)]);
  (await runtime.called('begin')).gives(response);
  expect((await runtime.called('follow')).response).toEqual(response);
  await runtime.kill();

  const again = await startModels({ workspace: runtime.workspace });
  const followed = await again.called('follow');
  expect(followed.response).toEqual(response);
  followed.answers({ text: 'At last.', responseId: 'resp_1', isKept: true });
  (await again.called('generate')).answers({ text: 'The whole answer.' });
  await runIs(again, live, 'succeeded');
  await runIs(again, kept, 'succeeded');
  expect(again.waiting()).toEqual([]);

  expect(await results(again, live)).toMatchObject([{ text: 'The whole answer.' }]);
  const lines = await linesOf(again, live);
  expect(lines.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual(['unknown 1', 'settled 1']);
  expect(lines[0]?.estimate).toMatchObject({ tokens: 1_000 });
  expect(lines[0]?.model?.sentSha256).toBe(lines[1]?.model?.sentSha256);
  expect(await linesOf(again, kept)).toMatchObject([
    {
      status: 'settled',
      used: { tokens: 35, 'model-calls': 1 },
      model: { end: { responseId: 'resp_1', isKept: true } },
    },
  ]);
  await again.stop();
  const store = openStore(runtime.workspace);
  expect(checkCosts(store)).toEqual([]);
  store.close();
});
