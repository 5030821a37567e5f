import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { methods } from '../../../shared/ipc/methods.ts';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

/** Approves what waits in this run, as it comes, until so many were approved. */
async function approve(on: RuntimeProcess, runId: string, many: number): Promise<void> {
  for (let given = 0; given < many;) {
    const pending = await approvalsAre(on, runId, 'pending');
    const { results } = await on.call('approval.approve', { items: pending.map(seen) });
    given += results.filter(({ outcome }) => outcome === 'decided').length;
  }
}

/** A finished run that changed these records, one after the other. */
async function changed(on: RuntimeProcess, records: readonly string[]): Promise<string> {
  const runId = await startPlan(
    on,
    records.map((record) => updateOf(record)),
  );
  await approve(on, runId, records.length);
  await runIs(on, runId, 'succeeded');
  return runId;
}

test('a finished run is rolled back newest first, each undoing asks for its own decision, and it ends compensated', async () => {
  const runId = await changed(runtime, ['u-1', 'u-2', 'u-3']);
  const preview = await runtime.call('run.undoPreview', { runId });
  expect(preview.undo.list.map(({ title }) => title.match(/u-\d/)?.[0])).toEqual(['u-3', 'u-2', 'u-1']);
  expect(await runtime.call('run.rollBack', { runId, reason: 'wrong batch' })).toMatchObject({
    status: 'compensating',
  });
  const pending = await approvalsAre(runtime, runId, 'pending', 3);
  expect(pending.every(({ title }) => title.startsWith('Undo: '))).toBe(true);
  // The oldest is approved first, and waits for its turn.
  const last = pending.at(-1);
  if (last === undefined) throw new Error('no approval');
  const card = methods['approval.show'].output.parse(
    await runtime.call('approval.show', { approvalId: last.approvalId }),
  );
  expect(card).toMatchObject({ verb: 'Undo', who: { step: { number: 1 } }, blast: { reversible: false } });
  await runtime.call('approval.approve', { items: [seen(last)] });
  expect((await show(runtime, runId)).run.status).toBe('compensating');
  await approve(runtime, runId, 2);
  await runIs(runtime, runId, 'compensated');
  const { effects } = await show(runtime, runId);
  const own = effects.filter(({ compensates }) => compensates === null);
  expect(own.map(({ status }) => status)).toEqual(['compensated', 'compensated', 'compensated']);
  const undoing = effects.filter(({ compensates }) => compensates !== null);
  expect(undoing.map(({ compensates }) => compensates)).toEqual(own.map(({ effectId }) => effectId).toReversed());
  const times = undoing.map(({ receipt }) => receipt?.atMs ?? 0);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test('an undoing that is rejected leaves its action in place, and the run says what was not undone', async () => {
  const runId = await changed(runtime, ['u-4', 'u-5']);
  await runtime.call('run.rollBack', { runId });
  const pending = await approvalsAre(runtime, runId, 'pending', 2);
  const [first] = pending;
  if (first === undefined) throw new Error('no approval');
  await runtime.call('approval.reject', { items: [seen(first)], reason: 'keep it' });
  await approve(runtime, runId, 1);
  const run = await runIs(runtime, runId, 'needs-attention');
  expect(run.error).toMatchObject({ code: 'not-all-undone', message: expect.stringContaining('1 of 2 actions') });
  // The other one can be tried again, under a key of its own.
  await runtime.call('run.rollBack', { runId });
  await approve(runtime, runId, 1);
  await runIs(runtime, runId, 'compensated');
});

test('cancelling a run undoes what it did, and leaves it in place when it is told to', async () => {
  const undone = await startPlan(runtime, [updateOf('u-6'), { do: 'sleep', ms: 3_600_000 }]);
  const kept = await startPlan(runtime, [updateOf('u-7'), { do: 'sleep', ms: 3_600_000 }]);
  for (const runId of [undone, kept]) {
    await approve(runtime, runId, 1);
    await runIs(runtime, runId, 'sleeping');
  }
  await runtime.call('run.cancel', { runId: kept, undo: false });
  await runIs(runtime, kept, 'cancelled');
  await runtime.call('run.cancel', { runId: undone });
  await runIs(runtime, undone, 'compensating');
  await approve(runtime, undone, 1);
  await runIs(runtime, undone, 'compensated');
  expect((await show(runtime, kept)).effects).toMatchObject([{ status: 'done' }]);
});

test('what was changed again since cannot be undone over it: the action stays and the reason is shown', async () => {
  const first = await changed(runtime, ['u-8']);
  const second = await startPlan(runtime, [updateOf('u-8', { status: 'reopened' })]);
  await approve(runtime, second, 1);
  await runIs(runtime, second, 'succeeded');
  await runtime.call('run.rollBack', { runId: first });
  await approve(runtime, first, 1);
  const run = await runIs(runtime, first, 'needs-attention');
  expect(run.error?.message).toContain('changed again');
});

test('a killed run stops being undone, and what was not undone stays', async () => {
  const runId = await changed(runtime, ['u-9']);
  await runtime.call('run.rollBack', { runId });
  await approvalsAre(runtime, runId, 'pending');
  expect(await runtime.call('run.kill', { runId })).toMatchObject({ status: 'cancelled', error: { code: 'killed' } });
  await approvalsAre(runtime, runId, 'withdrawn');
});

test('a runtime that dies while a run is being undone goes on with it at the next start', async () => {
  const own = await startFurnished();
  const runId = await changed(own, ['u-10', 'u-11']);
  await own.call('run.rollBack', { runId });
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  await approve(again, runId, 1);
  await again.until(async () =>
    (await show(again, runId)).effects.some(({ status }) => status === 'compensated') ? true : undefined,
  );
  await again.kill();
  const last = await startRuntime({ workspace: own.workspace });
  await last.until(async () => {
    const { run } = await show(last, runId);
    if (run.pendingApprovals > 0) await approve(last, runId, 1);
    return run.status === 'compensated' ? true : undefined;
  });
  expect((await last.call('audit.verify', {})).ok).toBe(true);
  await last.stop();
});

test('a record that was updated is rolled back by itself to what it was, once that is decided', async () => {
  const runId = await changed(runtime, ['rolled']);
  const [effect] = (await show(runtime, runId)).effects;
  const undo = await runtime.call('effect.compensate', { effectId: effect?.effectId ?? '' });
  expect(undo).toMatchObject({ status: 'waiting-decision', compensates: effect?.effectId });
  const card = await runtime.call('approval.show', { approvalId: effect?.approvalId ?? '' });
  expect(card).toMatchObject({ status: 'executed', undo: { effectId: undo.effectId, approvalId: undo.approvalId } });
  await approve(runtime, runId, 1);
  await approvalsAre(runtime, runId, 'rolled-back');
  const db = new Database(join(runtime.workspace, 'records.db'), { readonly: true });
  expect(db.prepare("SELECT count(*) FROM record WHERE record_id = 'rolled'").pluck().get()).toBe(0);
  db.close();
});

test('what cannot be rolled back is refused with the reason', async () => {
  const idle = await startPlan(runtime, [{ do: 'step' }]);
  await runIs(runtime, idle, 'succeeded');
  await expect(runtime.call('run.rollBack', { runId: idle })).rejects.toMatchObject({ code: 'wrong-state' });
  await expect(runtime.call('run.rollBack', { runId: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(runtime.call('run.undoPreview', { runId: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
});
