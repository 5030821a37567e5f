import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { endRuntimes, scriptedWith, startFurnished, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { journalOf, runIs, show, startPlan } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
let releases = 0;
beforeAll(async () => {
  runtime = await startFurnished();
});
// A release of its own for each: five crashes within a minute would stop it from starting hosts.
beforeEach(async () => {
  releases += 1;
  const limits = { heapMb: 64, unresponsiveMs: 2_000, stackMb: 2 };
  await runtime.call('agent.add', { folder: scriptedWith({ limits, description: `release ${releases}` }) });
});
afterAll(endRuntimes);

/** A run in the middle of a step, on the host that the others of this file share. */
async function neighbour(): Promise<string> {
  const runId = await startPlan(runtime, [{ do: 'step' }, { do: 'step', name: 'beside', untilAborted: true }]);
  await runtime.until(async () => ((await journalOf(runtime, runId)).length === 1 ? true : undefined));
  return runId;
}

test.each([
  ['at once', [{ do: 'step', name: 'busy', spin: true }]],
  ['after it had waited for a timer', [{ do: 'step', name: 'busy', ms: 30, spin: true }]],
])(
  'a step that lets its host answer nothing, %s, is ended by name, and its neighbours pay nothing',
  async (_, plan) => {
    const beside = await neighbour();
    const hog = await startPlan(runtime, plan);
    const run = await runIs(runtime, hog, 'failed', 'needs-attention');
    expect(run).toMatchObject({ status: 'failed', recoveries: 2, error: { code: 'cpu-limit-exceeded' } });
    expect(run.error?.message).toContain('Step "busy" kept its host from answering for 2 s');
    expect(run.error?.message).toMatch(/It was in \w+ \(agent\.js:\d+\)/);
    expect(run.error?.hint).toContain('limits.unresponsiveMs');
    await runIs(runtime, beside, 'running');
    expect((await show(runtime, beside)).run.recoveries).toBe(0);
    await runtime.call('run.kill', { runId: beside });
  },
);

test('a step that alone uses up the memory of its host fails at once, and names the limit', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'first' },
    { do: 'step', name: 'glutton', eatMemory: true },
  ]);
  const run = await runIs(runtime, runId, 'failed', 'needs-attention');
  expect(run).toMatchObject({ status: 'failed', recoveries: 0, partial: true, error: { code: 'heap-limit-exceeded' } });
  expect(run.error?.message).toContain('Step "glutton" needed more than the 64 MiB of memory');
});

test('with others on its host it is tried again before it fails, and what they had done is kept', async () => {
  const beside = await neighbour();
  const runId = await startPlan(runtime, [{ do: 'step', name: 'glutton', eatMemory: true }]);
  const run = await runIs(runtime, runId, 'failed', 'needs-attention');
  expect(run).toMatchObject({ status: 'failed', recoveries: 2, error: { code: 'heap-limit-exceeded' } });
  await runIs(runtime, beside, 'running');
  expect((await show(runtime, beside)).run.recoveries).toBe(0);
  expect(await journalOf(runtime, beside)).toHaveLength(1);
  await runtime.call('run.kill', { runId: beside });
});

test('a step that calls itself without end fails in words, once, and its host lives on', async () => {
  const before = await startPlan(runtime, [{ do: 'thread' }]);
  await runIs(runtime, before, 'succeeded');
  const runId = await startPlan(runtime, [{ do: 'step', name: 'deep', recurse: true }]);
  const run = await runIs(runtime, runId, 'failed');
  expect(run.error).toMatchObject({ code: 'stack-limit-exceeded' });
  expect(run.error?.message).toContain('2 MiB of stack');
  expect(await journalOf(runtime, runId)).toHaveLength(1);
  const after = await startPlan(runtime, [{ do: 'thread' }]);
  await runIs(runtime, after, 'succeeded');
  expect((await show(runtime, after)).output).toEqual((await show(runtime, before)).output);
});

test('a run that throws where nobody catches it ends its host, and is the only one it counts for', async () => {
  const beside = await neighbour();
  const runId = await startPlan(runtime, [{ do: 'step', name: 'careless', crash: true }]);
  const run = await runIs(runtime, runId, 'failed', 'needs-attention');
  expect(run.error).toMatchObject({ code: 'host-crashed' });
  expect(run.error?.message).toContain('Step "careless" ended its host: thrown from a timer');
  expect((await show(runtime, beside)).run.recoveries).toBe(0);
  await runtime.call('run.kill', { runId: beside });
});
