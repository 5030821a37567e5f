import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished } from '../../helpers/runtime-process.ts';
import { approvalsAre, journalOf, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

const step = (name: string): { do: 'step'; name: string } => ({ do: 'step', name });

async function approve(runId: string): Promise<void> {
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('no approval');
  await runtime.call('approval.approve', { items: [seen(approval)] });
}

/** The output's results, which carry a number that another run of the same step would not give again. */
async function results(runId: string): Promise<readonly { once?: string }[]> {
  return ((await show(runtime, runId)).output as { results: { once?: string }[] }).results;
}

async function valueAt(runId: string, path: string): Promise<unknown> {
  const records = (await journalOf(runtime, runId)).filter((record) => record.path === path);
  return (await runtime.call('run.entry', { runId, ord: records.at(-1)?.ord ?? 0 })).value;
}

test('a retry from the step that failed keeps the results before it and begins the others again', async () => {
  const runId = await startPlan(runtime, [
    step('first'),
    { do: 'step', name: 'breaks', failTimes: 1, options: { maxAttempts: 1 } },
    step('last'),
  ]);
  await runIs(runtime, runId, 'failed');
  const first = await valueAt(runId, '0');
  const asked = await runtime.call('run.consequences', { runId, verb: 'retry', path: '1' });
  expect(asked).toMatchObject({ kept: { entries: 1 }, redone: { entries: 1 }, repeats: { count: 0 } });
  await runtime.call('run.retry', { runId, path: '1', version: asked.version });
  // Attempts begin at one again: it fails as before, at the same place, with the kept step as it was.
  const run = await runIs(runtime, runId, 'failed');
  expect(run.attempt).toBe(2);
  const records = await journalOf(runtime, runId);
  expect(records.map(({ path, phase, isKept }) => `${path} ${phase}${isKept ? ' kept' : ''}`)).toEqual([
    '0 done',
    '1 failed',
    '0 done kept',
    '1 failed',
  ]);
  expect(await valueAt(runId, '0')).toEqual(first);
});

test('A16: a finished run is rewound in place: what it did since asks again, what it did before does not', async () => {
  const runId = await startPlan(runtime, [step('first'), updateOf('rw-1'), step('middle'), updateOf('rw-2')]);
  await approve(runId);
  await runtime.until(async () => ((await show(runtime, runId)).effects.length === 2 ? true : undefined));
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  const before = await results(runId);
  const asked = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '2' });
  expect(asked).toMatchObject({
    keptEffects: 1,
    repeats: { count: 1, list: [{ path: '3', status: 'done', toolId: 'record.update', canCompensate: true }] },
  });
  await runtime.call('run.rewind', { runId, path: '2', version: asked.version, reason: 'look again' });
  const [again] = await approvalsAre(runtime, runId, 'pending');
  expect(again?.title).toContain('rw-2');
  const effects = (await show(runtime, runId)).effects;
  expect(effects.map(({ status }) => status)).toEqual(['done', 'done', 'waiting-decision']);
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  const after = await results(runId);
  expect(after[0]).toEqual(before[0]);
  expect(after[2]?.once).not.toBe(before[2]?.once);
});

test('a run that waits is rewound while it waits: what it asked for is taken back and asked again', async () => {
  const runId = await startPlan(runtime, [step('first'), updateOf('rw-3')]);
  const [old] = await approvalsAre(runtime, runId, 'pending');
  if (old === undefined) throw new Error('no approval');
  await runtime.call('run.rewind', { runId, path: '0' });
  await approvalsAre(runtime, runId, 'withdrawn');
  const [fresh] = await approvalsAre(runtime, runId, 'pending');
  expect(fresh?.approvalId).not.toBe(old.approvalId);
  const late = await runtime.call('approval.approve', { items: [seen(old)] });
  expect(late.results).toMatchObject([{ outcome: 'refused' }]);
  expect((await show(runtime, runId)).run.pendingApprovals).toBe(1);
});

test('a fork with an edited step result goes on from that result, and its origin stays as it was', async () => {
  const runId = await startPlan(runtime, [step('first'), step('edited'), { do: 'keep' }]);
  const origin = await runIs(runtime, runId, 'succeeded');
  const before = await results(runId);
  const forked = await runtime.call('run.fork', { runId, path: '1', result: '{"edited": true}', reason: 'what if' });
  expect(forked).toMatchObject({ origin: { kind: 'fork', runId, path: '1' }, status: 'queued' });
  await runIs(runtime, forked.runId, 'succeeded');
  const after = await results(forked.runId);
  expect(after.slice(0, 2)).toEqual([before[0], { edited: true }]);
  expect(after[2]).toEqual([before[0], { edited: true }]);
  expect((await show(runtime, runId)).run).toEqual(origin);
});

test('a result that is kept as a file is read whole and edited whole, and what only looks like one names no file', async () => {
  const runId = await startPlan(runtime, [{ do: 'step', name: 'large', padding: 200_000 }, { do: 'keep' }]);
  await runIs(runtime, runId, 'succeeded');
  const large = (await valueAt(runId, '0')) as { padding: string };
  expect(large.padding).toHaveLength(200_000);
  const edited = { ...large, once: 'edited' };
  const forked = await runtime.call('run.fork', { runId, path: '0', result: JSON.stringify(edited) });
  await runIs(runtime, forked.runId, 'succeeded');
  expect(await valueAt(forked.runId, '0')).toEqual(edited);
  const named = 'a'.repeat(64);
  const posing = await runtime.call('run.fork', { runId, path: '0', result: `{"$spilled":"${named}"}` });
  await runIs(runtime, posing.runId, 'succeeded');
  expect(await valueAt(posing.runId, '0')).toEqual({ $spilled: named });
});

test('a fork with an edited input does that input, and meets the chance and time its kept part was recorded with', async () => {
  const plan = [step('first'), { do: 'chance' }, step('then')];
  const runId = await startPlan(runtime, plan);
  await runIs(runtime, runId, 'succeeded');
  const input = JSON.stringify({ plan: [...plan, step('more')] });
  const forked = await runtime.call('run.fork', { runId, path: '1', input, title: 'With more' });
  await runIs(runtime, forked.runId, 'succeeded');
  const [before, after] = [await results(runId), await results(forked.runId)];
  expect(after).toHaveLength(4);
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
});

test('A16: a fork does the effects of its origin under keys of its own: each asks again', async () => {
  const runId = await startPlan(runtime, [updateOf('fk-1')]);
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  const forked = await runtime.call('run.fork', { runId });
  const [asked] = await approvalsAre(runtime, forked.runId, 'pending');
  expect(asked?.runId).toBe(forked.runId);
  expect((await show(runtime, runId)).run.pendingApprovals).toBe(0);
});

test('a preview counts what is proposed again once, and of other runs only what has happened there', async () => {
  const runId = await startPlan(runtime, [step('first'), updateOf('ct-1')]);
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  await runtime.call('run.rewind', { runId, path: '1' });
  await approvalsAre(runtime, runId, 'pending');
  const counts = async (of: string, verb: 'fork' | 'retry' | 'rewind', path: string | null): Promise<unknown> => {
    const { repeats, withdrawn } = await runtime.call('run.consequences', { runId: of, verb, path });
    return { repeats: repeats.list.map(({ status }) => status), count: repeats.count, withdrawn: withdrawn.count };
  };
  // Done in the attempt before, and waiting in this one: one action, and it has happened.
  expect(await counts(runId, 'fork', null)).toEqual({ repeats: ['done'], count: 1, withdrawn: 0 });
  expect(await counts(runId, 'rewind', '1')).toEqual({ repeats: ['done'], count: 1, withdrawn: 1 });
  const waiting = await startPlan(runtime, [step('first'), updateOf('ct-2')]);
  await approvalsAre(runtime, waiting, 'pending');
  const forked = await runtime.call('run.fork', { runId: waiting });
  await approvalsAre(runtime, forked.runId, 'pending');
  await runtime.call('run.kill', { runId: forked.runId });
  expect(await counts(forked.runId, 'retry', null)).toEqual({ repeats: [], count: 0, withdrawn: 0 });
});

test('what cannot be restarted so is refused with what is wrong, and nothing is changed', async () => {
  const runId = await startPlan(runtime, [step('first'), updateOf('no-1'), step('last')]);
  await approve(runId);
  const run = await runIs(runtime, runId, 'succeeded');
  const refused = async (call: Promise<unknown>, code: string): Promise<void> =>
    expect(call).rejects.toMatchObject({ code });
  await refused(runtime.call('run.rewind', { runId, path: '7' }), 'not-found');
  await refused(runtime.call('run.rewind', { runId: 'nobody', path: '0' }), 'not-found');
  await refused(runtime.call('run.consequences', { runId, verb: 'fork', path: '7' }), 'not-found');
  await refused(runtime.call('run.retry', { runId, path: '0' }), 'wrong-state');
  await refused(runtime.call('run.rewind', { runId, path: '0', version: 'of another time' }), 'stale');
  await refused(runtime.call('run.fork', { runId, path: '0', result: '{"half":' }), 'invalid-input');
  await refused(runtime.call('run.fork', { runId, input: '[]' }), 'invalid-input');
  await refused(runtime.call('run.fork', { runId, input: '{"plan": 7}' }), 'invalid-input');
  await refused(runtime.call('run.fork', { runId, result: '1' }), 'invalid-input');
  await refused(runtime.call('run.fork', { runId, path: '1', result: '1' }), 'refused');
  expect((await show(runtime, runId)).run).toEqual(run);
});
