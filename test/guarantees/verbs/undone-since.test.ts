import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, startPlan, updateOf, type PlanEntry } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

const step = (name: string): PlanEntry => ({ do: 'step', name });

async function approve(runId: string): Promise<void> {
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('no approval');
  await runtime.call('approval.approve', { items: [seen(approval)] });
}

/** A finished run whose first entry changed this record. */
async function changed(record: string): Promise<{ runId: string; effectId: string }> {
  const runId = await startPlan(runtime, [updateOf(record), step('between'), step('last')]);
  await approve(runId);
  await runIs(runtime, runId, 'succeeded');
  const [effect] = (await show(runtime, runId)).effects;
  return { runId, effectId: effect?.effectId ?? '' };
}

async function undo(runId: string, effectId: string): Promise<void> {
  await runtime.call('effect.compensate', { effectId });
  await approve(runId);
  await approvalsAre(runtime, runId, 'rolled-back');
}

test('a run does not go on from the outcome of an action that was undone since: it is refused, and asked again from there', async () => {
  const { runId, effectId } = await changed('us-1');
  const before = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '2' });
  expect(before).toMatchObject({ blocked: null, undoneSince: { count: 0 }, keptEffects: 1 });
  await undo(runId, effectId);
  for (const verb of ['rewind', 'fork'] as const) {
    const asked = await runtime.call('run.consequences', { runId, verb, path: '2' });
    expect(asked).toMatchObject({ undoneSince: { count: 1, list: [{ effectId, path: '0' }] }, keptEffects: 0 });
    expect(asked.blocked).toMatch(/was undone since.*entry 0/);
    const refused = runtime.call(`run.${verb}`, { runId, path: '2', version: asked.version });
    await expect(refused).rejects.toMatchObject({ code: 'refused', message: asked.blocked });
  }
  // What a person saw before is not what there is now.
  const stale = runtime.call('run.rewind', { runId, path: '2', version: before.version });
  await expect(stale).rejects.toMatchObject({ code: 'stale' });
  expect((await show(runtime, runId)).run.status).toBe('succeeded');
  const top = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '0' });
  expect(top).toMatchObject({ blocked: null, repeats: { count: 0 } });
  await runtime.call('run.rewind', { runId, path: '0', version: top.version });
  expect((await approvalsAre(runtime, runId, 'pending'))[0]?.title).toContain('us-1');
});

test('a fork does not go on from what was undone in its origin since', async () => {
  const { runId, effectId } = await changed('us-2');
  const fork = await runtime.call('run.fork', { runId, path: '1' });
  await runIs(runtime, fork.runId, 'succeeded');
  const second = await runtime.call('run.fork', { runId: fork.runId, path: '2' });
  await runIs(runtime, second.runId, 'succeeded');
  await undo(runId, effectId);
  for (const each of [fork.runId, second.runId]) {
    const asked = await runtime.call('run.consequences', { runId: each, verb: 'rewind', path: '2' });
    expect(asked).toMatchObject({ undoneSince: { count: 1, list: [{ effectId }] } });
    const refused = runtime.call('run.rewind', { runId: each, path: '2' });
    await expect(refused).rejects.toMatchObject({ code: 'refused' });
  }
});

test('a run does not go on from the outcome of an action whose undoing is open; decided against, it does', async () => {
  const { runId, effectId } = await changed('us-3');
  const before = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '2' });
  await runtime.call('effect.compensate', { effectId });
  const stale = runtime.call('run.rewind', { runId, path: '2', version: before.version });
  await expect(stale).rejects.toMatchObject({ code: 'stale' });
  for (const verb of ['rewind', 'fork'] as const) {
    const asked = await runtime.call('run.consequences', { runId, verb, path: '2' });
    expect(asked.blocked).toMatch(/is being undone.*Decide on that undoing first.*entry 0/);
    await expect(runtime.call(`run.${verb}`, { runId, path: '2' })).rejects.toMatchObject({ code: 'refused' });
  }
  const [undoing] = await approvalsAre(runtime, runId, 'pending');
  if (undoing === undefined) throw new Error('no approval');
  await runtime.call('approval.reject', { items: [seen(undoing)], reason: 'it stays' });
  await runtime.call('run.rewind', { runId, path: '2', version: before.version });
  await runIs(runtime, runId, 'succeeded');
});

test('A16: what would be repeated is said of a fork’s origin, of earlier lineages, and of what still waits in the origin', async () => {
  const { runId, effectId } = await changed('us-4');
  const fork = await runtime.call('run.fork', { runId, path: '1' });
  await runIs(runtime, fork.runId, 'succeeded');
  const again = await runtime.call('run.consequences', { runId: fork.runId, verb: 'rewind', path: '0' });
  expect(again.repeats).toMatchObject({ count: 1, list: [{ effectId, status: 'done' }] });

  // Begun again, and refused the second time: what the first lineage did has happened all the same.
  await runtime.call('run.rewind', { runId, path: '0' });
  const [second] = await approvalsAre(runtime, runId, 'pending');
  if (second === undefined) throw new Error('no approval');
  await runtime.call('approval.reject', { items: [seen(second)], reason: 'not again' });
  await runIs(runtime, runId, 'succeeded');
  const third = await runtime.call('run.consequences', { runId, verb: 'rewind', path: '0' });
  expect(third.repeats).toMatchObject({ count: 1, list: [{ effectId }] });

  const waiting = await startPlan(runtime, [updateOf('us-5')]);
  await approvalsAre(runtime, waiting, 'pending');
  const forked = await runtime.call('run.consequences', { runId: waiting, verb: 'fork', path: null });
  expect(forked.repeats).toMatchObject({ count: 1, list: [{ status: 'waiting-decision' }] });
  expect(forked.notes.join(' ')).toContain('in the run itself: there and here');
  const rewound = await runtime.call('run.consequences', { runId: waiting, verb: 'rewind', path: '0' });
  expect(rewound).toMatchObject({ repeats: { count: 0 }, withdrawn: { count: 1 } });
});

test('a fork of a fork has the artifacts that what it keeps was recorded with', async () => {
  const runId = await startPlan(runtime, [
    { do: 'artifact', name: 'notes.txt', text: 'kept' },
    step('one'),
    { do: 'artifact', name: 'late.txt', text: 'not kept' },
  ]);
  await runIs(runtime, runId, 'succeeded');
  let from = runId;
  for (let generation = 1; generation <= 3; generation += 1) {
    const fork = await runtime.call('run.fork', { runId: from, path: '1' });
    const names = (await show(runtime, fork.runId)).artifacts.map(({ name }) => name);
    expect(names).toContain('notes.txt');
    await runIs(runtime, fork.runId, 'succeeded');
    const whole = (await show(runtime, fork.runId)).artifacts.map(({ name, version }) => `${name} ${version}`);
    expect(whole.toSorted()).toEqual(['late.txt 1', 'notes.txt 1']);
    from = fork.runId;
  }
});
