import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  journalOf,
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

const never = { do: 'step', name: 'long', untilAborted: true } as const;

async function atWork(plan: Parameters<typeof startPlan>[1], records: number): Promise<string> {
  const runId = await startPlan(runtime, plan);
  await runtime.until(async () => ((await journalOf(runtime, runId)).length >= records ? true : undefined));
  await runIs(runtime, runId, 'running');
  return runId;
}

test('a paused run stays as it is, and resumed it does again only what it was in the middle of', async () => {
  const runId = await startPlan(runtime, [
    { do: 'step', name: 'first' },
    { do: 'sleep', ms: 3_600_000 },
  ]);
  await runIs(runtime, runId, 'sleeping');
  const before = await journalOf(runtime, runId);
  const paused = await runtime.call('run.pause', { runId, reason: 'lunch' });
  expect(paused).toMatchObject({ status: 'paused', pause: { by: 'Ada L.', reason: 'lunch' } });
  const { verbs } = await show(runtime, runId);
  expect(verbs).toMatchObject({ resume: { allowed: true }, pause: { allowed: false }, cancel: { allowed: true } });
  expect(await runtime.call('run.resume', { runId })).toMatchObject({ status: 'queued', pause: null });
  await runIs(runtime, runId, 'sleeping');
  expect(await journalOf(runtime, runId)).toEqual(before);
});

test('a run paused in the middle of a step begins that step again when it is resumed', async () => {
  const runId = await atWork(
    [
      { do: 'step', name: 'first' },
      { do: 'step', name: 'second', ms: 400 },
    ],
    1,
  );
  await runtime.call('run.pause', { runId });
  expect((await show(runtime, runId)).run.status).toBe('paused');
  expect(await journalOf(runtime, runId)).toHaveLength(1);
  await runtime.call('run.resume', { runId });
  await runIs(runtime, runId, 'succeeded');
  expect((await journalOf(runtime, runId)).map(({ name, attempt }) => `${name} ${attempt}`)).toEqual([
    'first 1',
    'second 1',
  ]);
});

test('what is approved while the run is paused is sent once it is resumed', async () => {
  const runId = await startPlan(runtime, [updateOf('paused-1')]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('no approval');
  await runtime.call('run.pause', { runId });
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const other = await startPlan(runtime, [updateOf('paused-2')]);
  const [second] = await approvalsAre(runtime, other, 'pending');
  if (second === undefined) throw new Error('no approval');
  await runtime.call('approval.approve', { items: [seen(second)] });
  await runIs(runtime, other, 'succeeded');
  expect((await show(runtime, runId)).effects).toMatchObject([{ status: 'granted', dispatches: 0 }]);
  await runtime.call('run.resume', { runId });
  await runIs(runtime, runId, 'succeeded');
  await effectsAre(runtime, runId, 'done');
});

test('a paused agent has none of its runs at work, also after a restart, and they go on when it is resumed', async () => {
  const own = await startFurnished();
  const waiting = await startPlan(own, [updateOf('agent-1')]);
  const working = await startPlan(own, [never]);
  await approvalsAre(own, waiting, 'pending');
  await runIs(own, working, 'running');
  await own.call('agent.pause', { agentId: 'scripted', reason: 'drift' });
  await runIs(own, working, 'queued');
  const late = await startPlan(own, []);
  expect((await show(own, late)).agentPause).toMatchObject({ by: 'Ada L.', reason: 'drift' });
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const agents = await again.call('agent.list', {});
  expect(agents.agents.find(({ agentId }) => agentId === 'scripted')?.pause).toMatchObject({ reason: 'drift' });
  for (const runId of [working, late]) expect((await show(again, runId)).run.status).toBe('queued');
  await again.call('agent.resume', { agentId: 'scripted' });
  await runIs(again, late, 'succeeded');
  await runIs(again, working, 'running');
  await again.stop();
});

test('a killed run is over at once and says that nothing was undone', async () => {
  const runId = await atWork([{ do: 'step', name: 'first' }, never], 1);
  const run = await runtime.call('run.kill', { runId, reason: 'wrong file' });
  expect(run).toMatchObject({ status: 'cancelled', partial: true, error: { code: 'killed' } });
  expect(run.error?.message).toBe('Ada L. killed this run: wrong file.');
  expect(run.error?.hint).toContain('Nothing was undone');
});

test('a killed run that does not let go loses its host, and the other run of that host goes on', async () => {
  const own = await startFurnished();
  const other = await startPlan(own, [
    { do: 'step', name: 'other' },
    { do: 'sleep', ms: 3_600_000 },
  ]);
  await runIs(own, other, 'sleeping');
  const deaf = await startPlan(own, [
    { do: 'step', name: 'first' },
    { do: 'step', name: 'deaf', deaf: true },
  ]);
  await own.until(async () => ((await journalOf(own, deaf)).length === 1 ? true : undefined));
  await own.call('run.kill', { runId: deaf });
  expect((await show(own, deaf)).run.status).toBe('cancelled');
  // Set after the kill, and longer than its grace: its end comes after the host's.
  const marker = await startPlan(own, [{ do: 'sleep', ms: 5_800 }]);
  await runIs(own, marker, 'succeeded');
  expect(own.log()).toContain('an agent host is gone');
  expect((await show(own, deaf)).run.status).toBe('cancelled');
  expect((await show(own, other)).run.status).toBe('sleeping');
  await own.stop();
});

test('a verb in the wrong state, or on a run that is not there, is refused and changes nothing', async () => {
  const runId = await startPlan(runtime, [{ do: 'step' }]);
  await runIs(runtime, runId, 'succeeded');
  for (const method of ['run.pause', 'run.resume', 'run.kill', 'run.cancel', 'run.retry'] as const) {
    await expect(runtime.call(method, { runId })).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(runtime.call(method, { runId: 'no-such-run' })).rejects.toMatchObject({ code: 'not-found' });
  }
  await expect(runtime.call('agent.pause', { agentId: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(runtime.call('agent.resume', { agentId: 'scripted' })).rejects.toMatchObject({ code: 'wrong-state' });
  expect((await show(runtime, runId)).run.status).toBe('succeeded');
});
