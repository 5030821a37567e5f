import { afterAll, beforeAll, expect, test } from 'vitest';
import { endRuntimes, scriptedWith, startFurnished, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { runIs, show, startPlan } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(endRuntimes);

const fails = [
  { do: 'step', name: 'first' },
  { do: 'throw', code: 'no-such-thing' },
] as const;

async function failed(safeFail?: object) {
  if (safeFail !== undefined) await runtime.call('agent.add', { folder: scriptedWith({ safeFail }) });
  const runId = await startPlan(runtime, fails);
  await runIs(runtime, runId, 'failed');
  return show(runtime, runId);
}

test('a run that failed says what was kept and what to do, also where its agent declares nothing', async () => {
  const { wayOn, run } = await failed();
  expect(wayOn).toMatchObject({ path: 'hand-to-a-person', isDeclared: false, lastGood: null, input: null });
  expect(wayOn?.kept).toContain('1 journal entry and 0 artifacts');
  expect(wayOn?.runbook).toContain('retry');
  const retried = await startPlan(runtime, [{ do: 'step' }]);
  await runIs(runtime, retried, 'succeeded');
  expect((await show(runtime, retried)).wayOn).toBeNull();
  expect(run.status).toBe('failed');
});

test('last known good: the artifact of the last run that succeeded is named', async () => {
  const safeFail = { path: 'last-known-good', artifact: 'a.txt', runbook: 'Use the last one.' };
  expect((await failed(safeFail)).wayOn).toMatchObject({ lastGood: null, runbook: 'Use the last one.' });
  const good: string[] = [];
  for (const text of ['one', 'two']) {
    const runId = await startPlan(runtime, [{ do: 'artifact', name: 'a.txt', text }]);
    await runIs(runtime, runId, 'succeeded');
    good.push(runId);
  }
  expect((await failed()).wayOn).toMatchObject({
    path: 'last-known-good',
    lastGood: { runId: good[1], name: 'a.txt' },
  });
});

test('reduced mode: the fields to go on with are given, and the run goes on with them as a linked one', async () => {
  const input = { plan: [{ do: 'step', name: 'less' }] };
  const { wayOn, run } = await failed({ path: 'reduced-mode', input, runbook: 'Do less.' });
  expect(wayOn).toMatchObject({ path: 'reduced-mode', input });
  const less = await runtime.call('run.extend', { runId: run.runId, input: JSON.stringify(wayOn?.input) });
  await runIs(runtime, less.runId, 'succeeded');
});

test('the doctor names a release that is held, what was kept, and what to do', async () => {
  await runtime.call('agent.quarantine', { agentId: 'scripted', reason: 'it answers the wrong people' });
  const { checks } = await runtime.call('workspace.doctor', {});
  const held = checks.find(({ id }) => id.startsWith('release-'));
  expect(held).toMatchObject({ ok: false, label: 'Agent scripted' });
  expect(held?.value).toContain('quarantined by Ada L.: it answers the wrong people');
  expect(held?.hint).toContain('lanekeeper agents lift-quarantine scripted --release');
});
