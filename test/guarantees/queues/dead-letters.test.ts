import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { DeadLetter } from '../../../shared/domain/dead-letter.ts';
import { freeLimits, type QueueLimits } from '../../../shared/domain/queue.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startFurnished, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { runIs, startPlan } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

/** Fails for good in its second step. */
const failing = [{ do: 'step', name: 'first' }, { do: 'throw' }] as const;

async function letterOf(on: RuntimeProcess, runId: string, state: 'open' | 'settled' = 'open'): Promise<DeadLetter[]> {
  const { letters } = await on.call('deadLetter.list', { state });
  return letters.filter((letter) => letter.runId === runId);
}

test('a run that failed for good is listed with its error, attempts, recoveries and where its journal stands', async () => {
  const runId = await startPlan(runtime, failing);
  const run = await runIs(runtime, runId, 'failed');
  const [letter] = await letterOf(runtime, runId);
  expect(letter).toMatchObject({
    kind: 'failed',
    agentId: 'scripted',
    queue: 'default',
    error: run.error,
    attempt: 1,
    recoveries: 0,
    atMs: run.finishedAtMs,
    settled: null,
    retry: { allowed: true },
  });
  const { total } = await runtime.call('run.journal', { runId });
  expect(letter?.records).toBe(total);
});

test('a retried letter is settled with who and why, and the next failure of the run is a letter of its own', async () => {
  const runId = await startPlan(runtime, failing);
  await runIs(runtime, runId, 'failed');
  const again = await runtime.call('deadLetter.retry', { runId, reason: 'the file is mended' });
  expect(again).toMatchObject({ attempt: 2 });
  expect(['queued', 'running', 'failed']).toContain(again.status);
  await runtime.until(async () => ((await letterOf(runtime, runId)).length === 1 ? true : undefined));
  expect(await letterOf(runtime, runId)).toMatchObject([{ attempt: 2, settled: null }]);
  expect(await letterOf(runtime, runId, 'settled')).toMatchObject([
    { attempt: 1, settled: { how: 'retried', by: 'Ada L.', reason: 'the file is mended' } },
  ]);
});

test('many letters are dismissed or retried as one job: those a filter matches, or those that are named, each told by itself', async () => {
  const start = async (title: string): Promise<string> => {
    const { runId } = await runtime.call('run.start', { agentId: 'scripted', title, input: { plan: failing } });
    await runIs(runtime, runId, 'failed');
    return runId;
  };
  const [one, two, other] = [await start('Batch one'), await start('Batch two'), await start('Alone')];
  const filter = { text: 'batch', letters: 'open' } as const;
  const listed = await runtime.call('deadLetter.list', { filter: { agentId: 'scripted', text: 'batch' } });
  expect(listed.letters.map(({ runId }) => runId).toSorted()).toEqual([one, two].toSorted());
  const seen = await runtime.call('bulk.preview', { verb: 'dismiss', filter });
  expect(seen).toMatchObject({ matched: 2, allowed: 2, ignored: [] });
  await expect(runtime.call('bulk.start', { verb: 'dismiss', filter, seen: seen.set })).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('say why'),
  });
  const ended = async (jobId: string) =>
    runtime.until(async () => {
      const shown = await runtime.call('bulk.show', { jobId });
      return shown.job.status === 'running' ? undefined : shown;
    });
  const reason = 'the source is gone';
  const { jobId } = await runtime.call('bulk.start', { verb: 'dismiss', filter, seen: seen.set, reason });
  expect(await ended(jobId)).toMatchObject({ job: { status: 'done', total: 2, applied: 2, ignored: 0 } });
  for (const runId of [one, two])
    expect(await letterOf(runtime, runId, 'settled')).toMatchObject([{ settled: { how: 'dismissed', reason } }]);
  expect(await letterOf(runtime, other)).toHaveLength(1);
  // Named ones: what is settled already is ignored with the reason, and the others are carried out.
  const again = { verb: 'dismiss' as const, runIds: [one, other], reason };
  expect(await runtime.call('bulk.preview', again)).toMatchObject({
    allowed: 1,
    ignored: [{ count: 1, reason: 'The run has no open dead letter.' }],
  });
  const mixed = await ended((await runtime.call('bulk.start', again)).jobId);
  expect(mixed.job).toMatchObject({ applied: 1, ignored: 1 });
  expect(mixed.items.find(({ subjectId }) => subjectId === one)?.reason).toContain('no open dead letter');
  const third = await start('Batch three');
  const retried = await runtime.call('bulk.start', {
    verb: 'retry',
    filter: { letters: 'open', text: 'three' },
    reason,
  });
  expect(await ended(retried.jobId)).toMatchObject({ job: { applied: 1, total: 1 } });
  expect(await letterOf(runtime, third, 'settled')).toMatchObject([{ settled: { how: 'retried', reason } }]);
});

test('a letter is settled by a retry from the page of its run too, and by no other run', async () => {
  const [one, two] = [await startPlan(runtime, failing), await startPlan(runtime, failing)];
  await runIs(runtime, one, 'failed');
  await runIs(runtime, two, 'failed');
  await runtime.call('run.retry', { runId: one });
  expect(await letterOf(runtime, one, 'settled')).toMatchObject([{ settled: { how: 'retried', reason: '' } }]);
  expect(await letterOf(runtime, two)).toHaveLength(1);
});

test('a dismissed letter stays with its reason, its run as it was, and nothing is deleted', async () => {
  const runId = await startPlan(runtime, failing);
  await runIs(runtime, runId, 'failed');
  await runtime.call('deadLetter.dismiss', { runId, reason: 'known, and harmless' });
  expect(await letterOf(runtime, runId)).toEqual([]);
  expect(await letterOf(runtime, runId, 'settled')).toMatchObject([{ settled: { how: 'dismissed', by: 'Ada L.' } }]);
  await runIs(runtime, runId, 'failed');
  const refused = { code: 'wrong-state', message: expect.stringContaining('no open dead letter') };
  await expect(runtime.call('deadLetter.dismiss', { runId, reason: 'again' })).rejects.toMatchObject(refused);
  await expect(runtime.call('deadLetter.retry', { runId, reason: 'again' })).rejects.toMatchObject(refused);
});

test('each verb answers what it cannot do', async () => {
  const runId = await startPlan(runtime, [{ do: 'step', name: 'first' }]);
  await runIs(runtime, runId, 'succeeded');
  const refused = (call: Promise<unknown>, code: string): Promise<void> => expect(call).rejects.toMatchObject({ code });
  await refused(runtime.call('deadLetter.retry', { runId: 'nobody', reason: 'why' }), 'not-found');
  await refused(runtime.call('deadLetter.retry', { runId, reason: 'why' }), 'wrong-state');
  await refused(runtime.call('deadLetter.dismiss', { runId, reason: '  ' }), 'invalid-input');
});

test('letters are read in pages to the last, and are there after a kill', async () => {
  const own = await startFurnished();
  const runIds = await Promise.all(Array.from({ length: 5 }, () => startPlan(own, failing)));
  await Promise.all(runIds.map((runId) => runIs(own, runId, 'failed')));
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const found: string[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page: { letters: DeadLetter[]; next: string | null; open: number } = await again.call('deadLetter.list', {
      limit: 2,
      ...(after === undefined ? {} : { after }),
    });
    expect(page.open).toBe(5);
    found.push(...page.letters.map(({ runId }) => runId));
    after = page.next;
  }
  expect(found.toSorted()).toEqual(runIds.toSorted());
  await again.stop();
});

async function setLimits(desk: EngineDesk, limits: Partial<QueueLimits>): Promise<void> {
  const queue = { ...freeLimits, ...limits, name: 'default', lane: 'background', pause: null } as const;
  const state = { ...queue, version: 2, createdAtMs: 0 };
  await desk.made.engine.transact({}, () => ({ ok: true, changes: [{ put: 'queue', state }], reply: null }));
}

function lettersIn(desk: EngineDesk): unknown[] {
  const sql = "SELECT run_id AS runId, kind, json_extract(error, '$.code') AS code, recoveries FROM dead_letter";
  return desk.made.reader.prepare(sql).all();
}

/** The process is killed with the run at work; the next one takes the workspace up. */
async function killed(desk: EngineDesk): Promise<EngineDesk> {
  desk.broker.close();
  desk.made.close();
  const next = await openEngineDesk({ folder: desk.made.folder, startMs: desk.clock.now() });
  await next.recover();
  await next.settle();
  return next;
}

test('a run that was taken up more often than its queue allows goes to the dead letters instead of being tried again', async () => {
  let desk = await openEngineDesk();
  await setLimits(desk, { mostRecoveries: 2 });
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  for (let crash = 1; crash <= 2; crash += 1) {
    desk = await killed(desk);
    // It comes further each time: it is no stall that is counted.
    const activation = crash + 1;
    const record = { path: `${crash}`, kind: 'step', name: 'work', argsHash: '', phase: 'done', attempt: 1 } as const;
    const done = { ...record, result: '1', error: null, durationMs: 1, dueInMs: null };
    desk.fromHost({ kind: 'record', runId, activation, record: done });
    await desk.settle();
    expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'running', recoveries: crash, stalls: 0 });
  }
  desk = await killed(desk);
  onTestFinished(() => desk.made.close());
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'needs-attention', recoveries: 3 });
  expect(desk.toHost.filter(({ kind }) => kind === 'start')).toEqual([]);
  expect(lettersIn(desk)).toEqual([{ runId, kind: 'zombie', code: 'recovered-too-often', recoveries: 3 }]);
});

test('a retried zombie begins to count anew', async () => {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  await setLimits(desk, { mostRecoveries: 1 });
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  for (let crash = 0; crash < 2; crash += 1) {
    desk.activations.hostGone('host', { kind: 'crashed', reason: 'it crashed', at: null });
    await desk.settle();
  }
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'needs-attention' });
  await desk.verb('deadLetter.retry', { runId, reason: 'mended' });
  await desk.settle();
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'running', recoveries: 0, attempt: 2 });
});

test('an action that was sent too often under one key is not sent again, and its run is a dead letter', async () => {
  let desk = await openEngineDesk({ isToolStuck: true });
  await setLimits(desk, { mostAttempts: 2 });
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, '42'));
  await desk.pass(0);
  const [approvalId = ''] = desk.made.engine.stores.effects.ofRun(runId).map((effect) => effect.approvalId ?? '');
  const approval = desk.made.engine.stores.effects.bundleOfApproval(approvalId)?.approval;
  const { envelopeHash = '', version = 0 } = approval ?? {};
  await desk.broker.approve([{ approvalId, envelopeHash, version }], { person: ada, repeatable: undefined }, '');
  await desk.pass(1);
  const sent = (): unknown => desk.made.reader.prepare('SELECT status, dispatches FROM effect').get();
  expect(sent()).toEqual({ status: 'dispatched', dispatches: 1 });
  for (let crash = 0; crash < 3; crash += 1) {
    const { folder } = desk.made;
    desk.broker.close();
    desk.made.close();
    desk = await openEngineDesk({ folder, isToolStuck: true, startMs: desk.clock.now() });
    // The tool never answers what it is sent again, so this never ends.
    void desk.recover().catch(() => undefined);
    await desk.pass(10_000, 4);
  }
  onTestFinished(() => desk.made.close());
  expect(sent()).toEqual({ status: 'failed', dispatches: 2 });
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'needs-attention' });
  expect(lettersIn(desk)).toMatchObject([{ runId, kind: 'zombie', code: 'sent-too-often' }]);
});
