import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import { runIs } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

const sleeping = {
  plan: [
    { do: 'step', name: 'first' },
    { do: 'sleep', ms: 3_600_000 },
  ],
};

test('a run that has not ended at its deadline is cancelled then, and says why', async () => {
  const run = await runtime.call('run.start', { agentId: 'scripted', input: sleeping, deadlineInMs: 1_000 });
  expect(run.deadlineAtMs).toBe(run.createdAtMs + 1_000);
  const ended = await runIs(runtime, run.runId, 'cancelled');
  expect(ended).toMatchObject({ partial: true, error: { code: 'deadline-passed' } });
  expect(ended.finishedAtMs ?? 0).toBeGreaterThanOrEqual(run.deadlineAtMs ?? 0);
});

test('a retry after the deadline has none of its own', async () => {
  const input = { plan: [{ do: 'throw' }] };
  const { runId } = await runtime.call('run.start', { agentId: 'scripted', input, deadlineInMs: 60_000 });
  await runIs(runtime, runId, 'failed');
  expect((await runtime.call('run.retry', { runId })).deadlineAtMs).toBeNull();
});

test('a deadline that passed while nothing ran is kept at the next start', async () => {
  const own = await startFurnished();
  const run = await own.call('run.start', { agentId: 'scripted', input: sleeping, deadlineInMs: 1_500 });
  await runIs(own, run.runId, 'sleeping');
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const ended = await runIs(again, run.runId, 'cancelled');
  expect(ended.error?.code).toBe('deadline-passed');
  await again.stop();
});
