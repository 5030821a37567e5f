import { afterAll, expect, test } from 'vitest';
import type { Progress } from '../../../shared/domain/run.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, startPlan, updateOf, type PlanEntry } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

function at(done: number): Progress {
  return { phase: 'reading rows', done, total: 9, unit: 'rows', etaMs: null };
}

async function started(): Promise<RuntimeProcess> {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

async function progressOf(runtime: RuntimeProcess, runId: string): Promise<number | undefined> {
  return (await show(runtime, runId)).run.progress?.done;
}

// Reports close together: without care only the first of them would be saved.
const work: readonly PlanEntry[] = [
  { do: 'step', progress: at(1) },
  { do: 'progress', progress: at(2) },
  { do: 'step' },
  { do: 'step', progress: at(7) },
  { do: 'progress', progress: at(8) },
];

test('what a run said last before it waits is saved with its wait, and is there after kill -9', async () => {
  const runtime = await started();
  const runId = await startPlan(runtime, [...work, updateOf('1')]);
  await runIs(runtime, runId, 'waiting-approval');
  expect(await progressOf(runtime, runId)).toBe(8);
  await runtime.kill();
  const again = await startRuntime({ workspace: runtime.workspace });
  expect(await progressOf(again, runId)).toBe(8);
  const [approval] = await approvalsAre(again, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  await again.call('approval.approve', { items: [seen(approval)] });
  await runIs(again, runId, 'succeeded');
});

test('what a run said last before its end is its progress', async () => {
  const runtime = await started();
  const runId = await startPlan(runtime, [...work, { do: 'progress', progress: at(9) }]);
  await runIs(runtime, runId, 'succeeded');
  expect(await progressOf(runtime, runId)).toBe(9);
});

test.each(['stop', 'pause'] as const)(
  'what a step in the middle of its work said last is saved at a %s',
  async (end) => {
    const runtime = await started();
    const runId = await startPlan(runtime, [
      ...work,
      { do: 'step', name: 'long', progress: at(5), untilAborted: true },
    ]);
    await new Promise<void>((resolve) => {
      runtime.client.onEphemeral('progress', (told) => {
        if (told.runId === runId && told.progress?.done === 5) resolve();
      });
    });
    if (end === 'pause') await runtime.call('run.pause', { runId });
    await runtime.stop();
    const again = await startRuntime({ workspace: runtime.workspace });
    expect(await progressOf(again, runId)).toBe(5);
  },
);
