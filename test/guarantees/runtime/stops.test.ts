import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, runIs, seen, sideBySide, startPlan } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

async function started(holdSeconds: number): Promise<RuntimeProcess> {
  const workspace = await preparedWorkspace(policyHolding(holdSeconds), [ada, ben]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

test('A19: a stop recalls what is held within a second, survives kill -9, and effects run again after it is lifted', async () => {
  const other = await started(1);
  const runId = await startPlan(other, [sideBySide([replyTo('s1'), replyTo('s2'), replyTo('s3')])]);
  const approvals = await approvalsAre(other, runId, 'pending', 3);
  await other.call('approval.approve', { items: approvals.map(seen) });
  const engagedAt = performance.now();
  await other.call('stop.engage', { scope: { kind: 'all' }, reason: 'drill' });
  expect(performance.now() - engagedAt).toBeLessThan(1_000);
  const back = await approvalsAre(other, runId, 'pending', 3);
  await other.kill();
  const again = await startRuntime({ workspace: other.workspace });
  expect((await again.call('workspace.status', {})).stops).toMatchObject([
    { scope: { kind: 'all' }, by: 'Ada L.', reason: 'drill' },
  ]);
  const [first] = back;
  if (first === undefined) throw new Error('nothing came back');
  const [refused] = (await again.call('approval.approve', { items: [seen(first)] })).results;
  expect(refused).toMatchObject({ outcome: 'refused', status: 'pending' });
  expect(refused?.reason).toMatch(/Ada L\. stopped all effects .*kept and still waits.*Lift the emergency stop/);
  // Refused at once: nothing was granted, held or recalled, so the card is as it was.
  expect(await again.call('approval.show', { approvalId: first.approvalId })).toMatchObject({
    status: 'pending',
    version: first.version,
  });
  expect(outbox(other.workspace)).toEqual([]);
  await again.call('stop.lift', { scope: { kind: 'all' }, reason: 'drill over' });
  const pending = await approvalsAre(again, runId, 'pending', 3);
  await again.call('approval.approve', { items: pending.map(seen) });
  await runIs(again, runId, 'succeeded');
  expect(outbox(other.workspace)).toHaveLength(3);
  expect(await again.call('audit.verify', {})).toMatchObject({ ok: true });
});

test('A19: a stop of what is not there is no stop, and is refused with what there is', async () => {
  const other = await started(1);
  const engage = (kind: 'agent' | 'tool' | 'class', id: string): Promise<unknown> =>
    other.call('stop.engage', { scope: { kind, id }, reason: 'drill' });
  for (const [kind, id, said] of [
    ['agent', 'scriptd', /no agent "scriptd".*Nothing was stopped/],
    ['tool', 'reply.sned', /no tool "reply\.sned".*Nothing was stopped/],
    ['class', 'Critical', /no class "Critical".*Nothing was stopped/],
  ] as const)
    await expect(engage(kind, id)).rejects.toMatchObject({ code: 'not-found', message: expect.stringMatching(said) });
  expect((await other.call('workspace.status', {})).stops).toEqual([]);
  // What an agent may name though nobody here knows it can be stopped as well.
  for (const [kind, id] of [
    ['agent', 'scripted'],
    ['tool', 'unheard.of'],
    ['class', 'critical'],
  ] as const)
    await engage(kind, id);
});

test('A19: a file STOP stops everything by itself, survives kill -9, and taking it away lifts nothing', async () => {
  const other = await started(1);
  const runId = await startPlan(other, [sideBySide([replyTo('f1'), replyTo('f2')])]);
  const approvals = await approvalsAre(other, runId, 'pending', 2);
  await other.call('approval.approve', { items: approvals.map(seen) });
  const file = join(other.workspace, 'STOP');
  writeFileSync(file, 'mail template is wrong\u202e\nsecond line\n');
  const { stops } = await other.until(async () => {
    const status = await other.call('workspace.status', {});
    return status.stops.length > 0 ? status : undefined;
  });
  expect(stops).toMatchObject([
    { scope: { kind: 'all' }, by: 'The file STOP', reason: 'mail template is wrong⟨U+202E⟩' },
  ]);
  await approvalsAre(other, runId, 'pending', 2);
  await expect(other.call('stop.lift', { scope: { kind: 'all' }, reason: 'go' })).rejects.toMatchObject({
    code: 'wrong-state',
    message: expect.stringContaining(file),
  });
  await other.kill();
  rmSync(file);
  const again = await startRuntime({ workspace: other.workspace });
  expect((await again.call('workspace.status', {})).stops).toMatchObject([{ by: 'The file STOP' }]);
  await again.call('stop.lift', { scope: { kind: 'all' }, reason: 'template mended' });
  const pending = await approvalsAre(again, runId, 'pending', 2);
  await again.call('approval.approve', { items: pending.map(seen) });
  await runIs(again, runId, 'succeeded');
  expect(outbox(other.workspace)).toHaveLength(2);
  const { events } = await again.call('audit.list', { kind: 'stop.engaged', limit: 10 });
  expect(events).toHaveLength(1);
});

test('A19: a file STOP that was there before the start, a folder or a pipe of that name too, lets nothing go', async () => {
  const other = await started(0.1);
  const runId = await startPlan(other, [replyTo('g1')]);
  await approvalsAre(other, runId, 'pending');
  await other.kill();
  mkdirSync(join(other.workspace, 'STOP.txt'));
  const again = await startRuntime({ workspace: other.workspace });
  const [item] = await approvalsAre(again, runId, 'pending');
  await again.until(async () => ((await again.call('workspace.status', {})).stops.length > 0 ? true : undefined));
  const [refused] = (await again.call('approval.approve', { items: item === undefined ? [] : [seen(item)] })).results;
  expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('The file STOP stopped all') });
  expect(outbox(other.workspace)).toEqual([]);
});
