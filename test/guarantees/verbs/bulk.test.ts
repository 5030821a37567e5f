import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BulkJob } from '../../../shared/domain/bulk.ts';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import { runIs, startPlan } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

const sleeping = [{ do: 'sleep', ms: 3_600_000 }] as const;

function jobIs(on: RuntimeProcess, jobId: string, status: BulkJob['status']): Promise<BulkJob> {
  return on.until(async () => {
    const { job } = await on.call('bulk.show', { jobId });
    return job.status === status ? job : undefined;
  });
}

async function sleepers(on: RuntimeProcess, many: number): Promise<string[]> {
  const runIds = await Promise.all(Array.from({ length: many }, () => startPlan(on, sleeping)));
  await Promise.all(runIds.map((runId) => runIs(on, runId, 'sleeping')));
  return runIds;
}

test('a verb on everything a filter matches says beforehand what it would do, and afterwards what became of each', async () => {
  const runIds = await sleepers(runtime, 4);
  const filter = { agentId: 'scripted', status: ['sleeping' as const] };
  const seen = await runtime.call('bulk.preview', { verb: 'pause', filter });
  expect(seen).toMatchObject({ matched: 4, isTooMany: false, allowed: 4, ignored: [] });
  const resumable = await runtime.call('bulk.preview', { verb: 'resume', filter });
  expect(resumable).toMatchObject({ allowed: 0, ignored: [{ count: 4, reason: expect.stringContaining('sleeping') }] });
  const job = await runtime.call('bulk.start', { verb: 'pause', filter, seen: seen.set, reason: 'maintenance' });
  await jobIs(runtime, job.jobId, 'done');
  const { items, job: ended } = await runtime.call('bulk.show', { jobId: job.jobId });
  expect(ended).toMatchObject({ total: 4, applied: 4, ignored: 0, by: 'Ada L.', reason: 'maintenance' });
  expect(items.map(({ subjectId }) => subjectId).toSorted()).toEqual(runIds.toSorted());
  for (const runId of runIds) expect((await runIs(runtime, runId, 'paused')).pause?.reason).toBe('maintenance');
});

test('finished runs are continued together, each as a linked run of its own; one that has not ended is ignored', async () => {
  const ended = await startPlan(runtime, [{ do: 'step', name: 'continued' }]);
  await runIs(runtime, ended, 'succeeded');
  const [open = ''] = await sleepers(runtime, 1);
  const runIds = [ended, open];
  expect(await runtime.call('bulk.preview', { verb: 'extend', runIds })).toMatchObject({ matched: 2, allowed: 1 });
  const { jobId } = await runtime.call('bulk.start', { verb: 'extend', runIds, reason: 'go on' });
  await jobIs(runtime, jobId, 'done');
  const { items } = await runtime.call('bulk.show', { jobId });
  const made = items.find(({ subjectId }) => subjectId === ended);
  expect(made).toMatchObject({ status: 'applied' });
  expect((await runIs(runtime, made?.reason ?? '', 'succeeded')).origin).toMatchObject({ runId: ended });
  expect(items.find(({ subjectId }) => subjectId === open)).toMatchObject({ status: 'ignored' });
});

test('an item that has changed since is ignored with its reason, and the others are carried out', async () => {
  const [one, two] = await sleepers(runtime, 2);
  if (one === undefined || two === undefined) throw new Error('no runs');
  await runtime.call('run.cancel', { runId: one });
  await runIs(runtime, one, 'cancelled');
  const job = await runtime.call('bulk.start', { verb: 'kill', runIds: [one, two, 'nobody'] });
  expect(job.total).toBe(2);
  await jobIs(runtime, job.jobId, 'done');
  const { items } = await runtime.call('bulk.show', { jobId: job.jobId });
  expect(items).toMatchObject([
    { subjectId: one, status: 'ignored', reason: 'The run is cancelled already.' },
    { subjectId: two, status: 'applied' },
  ]);
});

test('a job goes on after the runtime dies, and carries nothing out twice', async () => {
  const own = await startFurnished();
  const failing = Array.from({ length: 40 }, () => startPlan(own, [{ do: 'throw' }]));
  const runIds = await Promise.all(failing);
  await Promise.all(runIds.map((runId) => runIs(own, runId, 'failed')));
  const job = await own.call('bulk.start', { verb: 'fork', runIds });
  await own.until(async () => ((await own.call('bulk.show', { jobId: job.jobId })).job.applied > 0 ? true : undefined));
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const ended = await jobIs(again, job.jobId, 'done');
  expect(ended).toMatchObject({ applied: 40, ignored: 0 });
  const { runs } = await again.call('run.list', { filter: { agentId: 'scripted' }, limit: 200 });
  expect(runs.filter(({ origin }) => origin !== null)).toHaveLength(40);
  await again.stop();
});

test('a cancelled job leaves what has not had its turn as it is', async () => {
  const runIds = await sleepers(runtime, 30);
  const job = await runtime.call('bulk.start', { verb: 'cancel', runIds, undo: false });
  const stopped = await runtime.call('bulk.cancel', { jobId: job.jobId });
  expect(stopped.status).toBe('cancelled');
  const { runs } = await runtime.call('run.list', { filter: { status: ['sleeping'] }, limit: 100 });
  expect(runs.length).toBeGreaterThan(0);
  await expect(runtime.call('bulk.cancel', { jobId: job.jobId })).rejects.toMatchObject({ code: 'wrong-state' });
});

test('as many runs as the preview showed, but others, are refused: what is seen is what runs', async () => {
  const own = await startFurnished();
  const [gone, kept] = await sleepers(own, 2);
  const filter = { agentId: 'scripted', status: ['sleeping' as const] };
  const seen = await own.call('bulk.preview', { verb: 'kill', filter });
  expect(seen.matched).toBe(2);
  await own.call('run.kill', { runId: gone ?? '' });
  await sleepers(own, 1);
  const again = await own.call('bulk.preview', { verb: 'kill', filter });
  expect(again).toMatchObject({ matched: 2 });
  const start = own.call('bulk.start', { verb: 'kill', filter, seen: seen.set });
  await expect(start).rejects.toMatchObject({ code: 'stale' });
  await runIs(own, kept ?? '', 'sleeping');
  const job = await own.call('bulk.start', { verb: 'kill', filter, seen: again.set });
  expect((await jobIs(own, job.jobId, 'done')).applied).toBe(2);
  await own.stop();
});

test('runs a preview showed can be named at the start: one that has joined the filter is left, one that has left it is told', async () => {
  const own = await startFurnished();
  const [over] = await sleepers(own, 2);
  const filter = { agentId: 'scripted', status: ['sleeping' as const] };
  const { runIds, set } = await own.call('bulk.preview', { verb: 'kill', filter });
  await own.call('run.kill', { runId: over ?? '' });
  const [joined] = await sleepers(own, 1);
  const job = await jobIs(own, (await own.call('bulk.start', { verb: 'kill', runIds, seen: set })).jobId, 'done');
  expect(job).toMatchObject({ total: 2, applied: 1, ignored: 1 });
  await runIs(own, joined ?? '', 'sleeping');
  await own.stop();
});

test('runs that are named are exactly those it is used on, whatever else matches meanwhile', async () => {
  const [one, two, left] = await sleepers(runtime, 3);
  const runIds = [one ?? '', two ?? ''];
  const seen = await runtime.call('bulk.preview', { verb: 'pause', runIds });
  expect(seen).toMatchObject({ matched: 2, allowed: 2, ignored: [] });
  const [later] = await sleepers(runtime, 1);
  const others = runtime.call('bulk.start', { verb: 'pause', runIds: [...runIds, later ?? ''], seen: seen.set });
  await expect(others).rejects.toMatchObject({ code: 'stale' });
  const job = await runtime.call('bulk.start', { verb: 'pause', runIds, seen: seen.set });
  expect((await jobIs(runtime, job.jobId, 'done')).applied).toBe(2);
  for (const runId of [left, later]) await runIs(runtime, runId ?? '', 'sleeping');
  await expect(runtime.call('bulk.start', { verb: 'pause', runIds: ['nobody'] })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('None of these runs is here'),
  });
});

test('a filter that matches nothing, others than were seen, and a verb without its entry are refused', async () => {
  const refused = async (call: Promise<unknown>, code: string): Promise<void> =>
    expect(call).rejects.toMatchObject({ code });
  await refused(runtime.call('bulk.start', { verb: 'cancel', filter: { text: 'no such words' } }), 'not-found');
  await refused(runtime.call('bulk.start', { verb: 'cancel', filter: {}, seen: 'others' }), 'stale');
  await refused(runtime.call('bulk.start', { verb: 'rewind', filter: {} }), 'invalid-input');
  await refused(runtime.call('bulk.show', { jobId: 'nobody' }), 'not-found');
  await refused(runtime.call('bulk.cancel', { jobId: 'nobody' }), 'not-found');
});
