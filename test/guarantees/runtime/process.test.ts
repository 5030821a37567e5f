import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import type { EventBatch } from '../../../electron/runtime/transports/runtime-client.ts';
import { encodeLine } from '../../../electron/runtime/transports/socket-codec.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  editFile,
  endRuntimes,
  forkRuntime,
  freshWorkspace,
  outbox,
  startRuntime,
} from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  journalOf,
  replyTo,
  runIs,
  seen,
  sideBySide,
  show,
  startPlan,
  updateOf,
} from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('five processes started on one workspace at once: one is ready, the others name its socket', async () => {
  const workspace = freshWorkspace();
  const started = await Promise.all(Array.from({ length: 5 }, () => forkRuntime({ workspace })));
  const kinds = started.map(({ told }) => told.kind).toSorted();
  expect(kinds).toEqual(['owned-elsewhere', 'owned-elsewhere', 'owned-elsewhere', 'owned-elsewhere', 'ready']);
  expect(new Set(started.map(({ told }) => told.socketPath)).size).toBe(1);
  const late = await forkRuntime({ workspace });
  expect(late.told).toMatchObject({ kind: 'owned-elsewhere', socketPath: started[0]?.told.socketPath });
});

test('a workspace is free again the moment its owner is killed', async () => {
  const first = await startRuntime();
  await first.kill();
  const second = await startRuntime({ workspace: first.workspace });
  expect((await second.call('workspace.status', {})).degraded).toBeNull();
});

test('a command whose socket is cut before the reply is carried out once, and its repeat gets the first reply', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const commandId = systemIds.uuid();
  const input = { agentId: 'scripted', input: { plan: [{ do: 'step' }] } };
  const cut = connect(runtime.socketPath);
  cut.pause();
  cut.write(encodeLine({ t: 'call', id: 1, method: 'run.start', input, as: 'ada', commandId }) ?? '');
  const run = await runtime.until(async () => (await runtime.call('run.list', {})).runs[0]);
  cut.destroy();
  const repeated = await runtime.call('run.start', input, { commandId });
  // As it was when it was made: claimed at once, and not ended, whatever has become of it.
  expect(repeated).toMatchObject({ runId: run.runId, status: 'running', finishedAtMs: null });
  await runIs(runtime, run.runId, 'succeeded');
  expect(await runtime.call('run.start', input, { commandId })).toEqual(repeated);
  expect((await runtime.call('run.list', {})).runs).toHaveLength(1);
});

test('a branch that lost its race leaves nothing behind to approve', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [
    { do: 'race', branches: { quick: [{ do: 'step' }], asks: [updateOf('lost')] } },
    { do: 'sleep', ms: 300 },
  ]);
  await runIs(runtime, runId, 'succeeded');
  const { run, effects } = await show(runtime, runId);
  expect(run.pendingApprovals).toBe(0);
  expect(effects.filter((effect) => effect.status !== 'refused')).toEqual([]);
  expect((await runtime.call('approval.list', {})).total).toBe(0);
});

test('only a person who may change something adds an agent', async () => {
  const auditor = { personId: 'eve', printedName: 'Eve O.', role: 'auditor' } as const;
  const workspace = await preparedWorkspace(policyHolding(0), [auditor]);
  const runtime = await startRuntime({ workspace });
  const folder = agentFolder('scripted');
  await expect(runtime.call('agent.add', { folder }, { as: 'eve' })).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(runtime.call('agent.add', { folder }, { as: 'ghost' })).rejects.toMatchObject({ code: 'no-person' });
  expect((await runtime.call('agent.list', {})).agents.map((agent) => agent.agentId)).not.toContain('scripted');
});

test('a repeated approval, rejection or undo gets its first reply', async () => {
  const workspace = await preparedWorkspace(policyHolding(60));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [replyTo('1')]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  const [approve, undo, reject] = [systemIds.uuid(), systemIds.uuid(), systemIds.uuid()];
  const approved = await runtime.call('approval.approve', { items: [seen(approval)] }, { commandId: approve });
  expect(approved.results).toMatchObject([{ outcome: 'decided', status: 'holding' }]);
  expect(await runtime.call('approval.approve', { items: [seen(approval)] }, { commandId: approve })).toEqual(approved);
  const undone = await runtime.call('approval.undo', { approvalIds: [approval.approvalId] }, { commandId: undo });
  expect(undone.results).toMatchObject([{ outcome: 'decided', status: 'pending' }]);
  expect(await runtime.call('approval.undo', { approvalIds: [approval.approvalId] }, { commandId: undo })).toEqual(
    undone,
  );
  const [back] = await approvalsAre(runtime, runId, 'pending');
  if (back === undefined) throw new Error('it is not pending again');
  const rejection = { items: [seen(back)], reason: 'no' };
  const rejected = await runtime.call('approval.reject', rejection, { commandId: reject });
  expect(rejected.results).toMatchObject([{ outcome: 'decided', status: 'rejected' }]);
  expect(await runtime.call('approval.reject', rejection, { commandId: reject })).toEqual(rejected);
  const { decisions } = await runtime.call('approval.show', { approvalId: approval.approvalId });
  expect(decisions.map((decision) => decision.decision)).toEqual(['approve', 'undo', 'reject']);
});

test('a command id that was used for something else is refused, and nothing of the second command happens', async () => {
  const workspace = await preparedWorkspace(policyHolding(60));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const reused = { code: 'command-reused' };
  const start = systemIds.uuid();
  const input = { agentId: 'scripted', input: { plan: [sideBySide([replyTo('1'), replyTo('2')])] } };
  const { runId } = await runtime.call('run.start', input, { commandId: start });
  await expect(runtime.call('run.start', { ...input, title: 'Another' }, { commandId: start })).rejects.toMatchObject(
    reused,
  );
  await expect(runtime.call('run.cancel', { runId }, { commandId: start })).rejects.toMatchObject(reused);
  await expect(
    runtime.call('agent.add', { folder: agentFolder('hostile') }, { commandId: start }),
  ).rejects.toMatchObject(reused);
  const [one, two] = (await approvalsAre(runtime, runId, 'pending', 2)).map(seen);
  if (one === undefined || two === undefined) throw new Error('nothing to approve');
  const batch = systemIds.uuid();
  await runtime.call('approval.approve', { items: [one] }, { commandId: batch });
  await expect(runtime.call('approval.approve', { items: [one, two] }, { commandId: batch })).rejects.toMatchObject(
    reused,
  );
  await expect(runtime.call('run.retry', { runId }, { commandId: batch })).rejects.toMatchObject(reused);
  expect((await runtime.call('run.list', {})).runs.map((run) => run.runId)).toEqual([runId]);
  expect((await runtime.call('approval.list', {})).approvals.map((approval) => approval.approvalId)).toEqual([
    two.approvalId,
  ]);
  expect((await runtime.call('agent.list', {})).agents.map((agent) => agent.agentId)).not.toContain('hostile');
});

test('events carry the cursor of their commit, as snapshots do, and are followed from now on alone', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  await runIs(runtime, await startPlan(runtime, [{ do: 'step' }, { do: 'step' }]), 'succeeded');
  const batches: EventBatch[] = [];
  const last = Promise.withResolvers<EventBatch>();
  runtime.client.subscribe(['run.changed'], {}, (batch) => {
    batches.push(batch);
    if (batch.events.some(({ payload }) => 'status' in payload && payload.status === 'succeeded')) last.resolve(batch);
  });
  const before = (await runtime.call('run.list', {})).cursor;
  const runId = await startPlan(runtime, [{ do: 'step' }]);
  const { cursor } = await last.promise;
  const { run, cursor: now } = await show(runtime, runId);
  expect(run.status).toBe('succeeded');
  expect(cursor).toBe(now);
  expect(batches.map((batch) => batch.gap)).toEqual(batches.map(() => false));
  expect(Number(batches[0]?.cursor)).toBeGreaterThan(Number(before));

  const past = connect(runtime.socketPath);
  past.write(encodeLine({ t: 'subscribe', id: 1, topics: ['run.changed'], after: before }) ?? '');
  const [answer] = (await once(past, 'data')) as [Buffer];
  past.destroy();
  expect(JSON.parse(answer.toString())).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
});

test('a run in flight goes on with the release it started with; a new run takes the new one', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  const folder = agentFolder('scripted');
  await runtime.call('agent.add', { folder });
  const old = await startPlan(runtime, [{ do: 'step', name: 'before' }, updateOf('1'), { do: 'step', name: 'after' }]);
  const [approval] = await approvalsAre(runtime, old, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  editFile(join(folder, 'agent.js'), "'1.0.0'", "'2.0.0'");
  editFile(join(folder, 'manifest.json'), '1.0.0', '2.0.0');
  await runtime.call('agent.add', { folder });
  await runtime.kill();
  const after = await startRuntime({ workspace });
  await after.call('approval.approve', { items: [seen(approval)] });
  await runIs(after, old, 'succeeded');
  expect((await show(after, old)).output).toMatchObject({ version: '1.0.0' });
  const fresh = await startPlan(after, [{ do: 'step' }]);
  await runIs(after, fresh, 'succeeded');
  expect((await show(after, fresh)).output).toMatchObject({ version: '2.0.0' });
});

test('A17: after a restart the hold window runs again in full, can be taken back, and nothing is sent meanwhile', async () => {
  const holdMs = 1_500;
  const workspace = await preparedWorkspace(policyHolding(holdMs / 1000));
  const first = await startRuntime({ workspace });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(first, [replyTo('kept')]);
  const other = await startPlan(first, [replyTo('undone')]);
  const [kept] = await approvalsAre(first, runId, 'pending');
  const [undone] = await approvalsAre(first, other, 'pending');
  if (kept === undefined || undone === undefined) throw new Error('nothing to approve');
  await first.call('approval.approve', { items: [seen(kept), seen(undone)] });
  await first.kill();
  const before = Date.now();
  const second = await startRuntime({ workspace });
  await second.until(async () => {
    const [held] = await approvalsAre(second, runId, 'holding');
    return (held?.holdUntilMs ?? 0) >= before + holdMs ? true : undefined;
  });
  const back = await second.call('approval.undo', { approvalIds: [undone.approvalId] });
  expect(back.results).toMatchObject([{ outcome: 'decided', status: 'pending' }]);
  const [effect] = await effectsAre(second, runId, 'done');
  expect(effect?.receipt?.atMs).toBeGreaterThanOrEqual(before + holdMs);
  expect(outbox(workspace)).toHaveLength(1);
  expect((await show(second, other)).effects).toMatchObject([{ status: 'waiting-decision' }]);
});

test('time and chance outside steps are the same when a run is replayed by another process', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const flaky = { do: 'step', failTimes: 1, options: { backoffMs: 1 } };
  const plan = [{ do: 'chance' }, flaky, { do: 'chance' }, { do: 'keep' }, updateOf('chance'), { do: 'step' }];
  const runId = await startPlan(runtime, plan);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  await runtime.kill();
  const again = await startRuntime({ workspace });
  await again.call('approval.approve', { items: [seen(approval)] });
  await runIs(again, runId, 'succeeded');
  const { results } = (await show(again, runId)).output as { results: unknown[] };
  const [first, , second, kept] = results;
  expect(kept).toEqual([first, results[1], second]);
  expect(new Set([first, second].flat()).size).toBeGreaterThan(6);
});

test('the same bytes are shown, hashed and run', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [replyTo('77')]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  const card = await runtime.call('approval.show', { approvalId: approval.approvalId });
  await runtime.call('approval.approve', { items: [seen(approval)] });
  await effectsAre(runtime, runId, 'done');
  expect(createHash('sha256').update(card.envelope).digest('hex')).toBe(card.envelopeHash);
  expect((await journalOf(runtime, runId)).at(-1)).toMatchObject({ kind: 'effect', phase: 'done' });
});
