import { appendFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

/** A run that waits for a decision, and the workspace it waits in, with no runtime. */
async function waitingRun() {
  const first = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(first, [{ do: 'step', name: 'before' }, updateOf('1'), { do: 'step', name: 'after' }]);
  const [approval] = await approvalsAre(first, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  await first.stop();
  return { workspace: first.workspace, runId, approval };
}

function refusedHosts(runtime: RuntimeProcess): number {
  return runtime.log().split('an agent host could not start').length - 1;
}

async function stopped(runtime: RuntimeProcess): Promise<number> {
  return (await runtime.call('audit.list', { kind: 'run.needs-attention', limit: 500 })).events.length;
}

test('a host that can read what it must not loads no agent code: its runs stop for attention in words, and it is not started over and over', async () => {
  const { workspace, runId, approval } = await waitingRun();
  // A host thread may read the working folder of its process: with this link, the whole workspace.
  rmSync(join(workspace, 'empty'), { recursive: true });
  symlinkSync('.', join(workspace, 'empty'));
  const runtime = await startRuntime({ workspace });
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const run = await runIs(runtime, runId, 'needs-attention');
  expect(run.error).toMatchObject({ code: 'host-not-contained' });
  expect(run.error?.message).toContain('This host is not contained (database file: it was possible');
  expect(run.error?.message).toContain('no agent code was loaded');
  await effectsAre(runtime, runId, 'done');
  expect((await show(runtime, runId)).steps.map((step) => step.name)).not.toContain('after');
  const other = await startPlan(runtime, [{ do: 'step' }]);
  await runIs(runtime, other, 'needs-attention');
  expect((await show(runtime, other)).steps).toEqual([]);
  await runtime.call('run.retry', { runId: other });
  await runtime.until(async () => ((await stopped(runtime)) === 3 ? true : undefined));
  await expect(runtime.call('agent.add', { folder: agentFolder('scripted') })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('not contained'),
  });
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
  await runtime.stop();
  // Three runs asked, three hosts were tried.
  await expect.poll(() => refusedHosts(runtime)).toBe(3);
  // Contained again, the run goes on by a retry, and asks again.
  rmSync(join(workspace, 'empty'));
  const mended = await startRuntime({ workspace });
  await mended.call('run.retry', { runId: other });
  await runIs(mended, other, 'succeeded');
});

test('kept code that was changed in the workspace is not run, and what was approved for it does not go to other code', async () => {
  const { workspace, runId, approval } = await waitingRun();
  const releases = join(workspace, 'releases');
  for (const release of readdirSync(releases)) appendFileSync(join(releases, release, 'agent.js'), '\n// changed\n');
  const runtime = await startRuntime({ workspace });
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const run = await runIs(runtime, runId, 'needs-attention');
  expect(run.error?.message).toContain('was changed in the workspace, so it is not run');
  await runtime.stop();
  await expect.poll(() => refusedHosts(runtime)).toBe(1);
});
