import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchPreview, BatchSheet } from '../../../shared/domain/batch.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  agentWith,
  editFile,
  endRuntimes,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, seen, sideBySide, startPlan } from '../../helpers/scripted-runs.ts';

const held = 600;
const cyd: Person = { personId: 'cyd', printedName: 'Cyd M.', role: 'reviewer' };
let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await started(held);
});
afterAll(endRuntimes);

async function started(holdSeconds: number, cap?: number): Promise<RuntimeProcess> {
  const policy = { ...policyHolding(holdSeconds), ...(cap === undefined ? {} : { batch: { cap } }) };
  const own = await startRuntime({ workspace: await preparedWorkspace(policy, [ada, ben]) });
  await own.call('agent.add', { folder: agentFolder('scripted') });
  return own;
}

/** So many alike items of one run, waiting. */
async function waiting(on: RuntimeProcess, many: number, as = 'ada'): Promise<ApprovalSummary[]> {
  const replies = Array.from({ length: many }, (_, at) => replyTo(`t${at}`));
  return approvalsAre(on, await startPlan(on, [sideBySide(replies)], as), 'pending', many);
}

function otherAgent(): string {
  const folder = agentWith('scripted', { id: 'other' });
  editFile(join(folder, 'agent.js'), "id: 'scripted',", "id: 'other',");
  return folder;
}

type Selection = Pick<MethodInput<'batch.preview'>, 'items' | 'fingerprint' | 'runId' | 'except'>;

function chosen(items: readonly ApprovalSummary[]): Selection {
  return { items: items.map((item) => [item.approvalId, item.version, item.envelopeHash.slice(0, 16)]) };
}

/** Has the members before them that the runtime wants seen. */
async function openSamples(on: RuntimeProcess, { samples }: BatchPreview, as = 'ada'): Promise<void> {
  for (const { approvalId, envelopeHash, version } of samples)
    await on.call('approval.seen', { approvalId, envelopeHash, version, shownMs: 1_000 }, { as });
}

function over(on: RuntimeProcess, jobId: string): Promise<BatchSheet> {
  return on.until(async () => {
    const sheet = await on.call('batch.show', { jobId });
    return sheet.job.status === 'running' ? undefined : sheet;
  });
}

function counts({ counts: all }: BatchSheet): Record<string, number> {
  return Object.fromEntries(all.map(({ status, count }) => [status, count]));
}

test('A14: a batch is previewed, frozen, and carried out one by one; each item says what became of it', async () => {
  const items = await waiting(runtime, 5);
  const preview = await runtime.call('batch.preview', { verb: 'approve', ...chosen(items) });
  expect(preview).toMatchObject({ chosen: 5, count: 5, cap: 50, dropped: [], group: { tier: 'gate' } });
  expect(preview.members.map(({ approvalId }) => approvalId)).toEqual(items.map(({ approvalId }) => approvalId));
  const start = { verb: 'approve' as const, ...chosen(items), set: preview.set ?? '' };
  const unopened = runtime.call('batch.start', start);
  await expect(unopened).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('1 of them has to be opened first'),
  });
  await openSamples(runtime, preview);
  const job = await runtime.call('batch.start', start);
  const sheet = await over(runtime, job.jobId);
  expect(sheet.job).toMatchObject({ status: 'done', total: 5, applied: 5, ignored: 0, by: 'Ada L.' });
  expect(sheet.became).toEqual([{ status: 'holding', count: 5 }]);
  expect(sheet.heldUntilMs).toBeGreaterThan(0);
  const { jobs } = await runtime.call('batch.list', {});
  expect(jobs[0]).toMatchObject({ jobId: job.jobId, verb: 'approve' });
});

test('A14: batch with 3 stale, 1 self-approval, 2 failing of 40 -> 34 applied and a true sheet', async () => {
  const policy = policyHolding(held);
  const rules = policy.rules.map((rule) => ({ ...rule, approvers: { count: 1, apart: true } }));
  const own = await startRuntime({ workspace: await preparedWorkspace({ ...policy, rules }, [ada, ben, cyd]) });
  for (const folder of [agentFolder('scripted'), otherAgent()]) await own.call('agent.add', { folder }, { as: 'ben' });
  const items = await waiting(own, 37, 'ben');
  const selfAsked = await waiting(own, 1, 'ada');
  const plan = [sideBySide([replyTo('o1'), replyTo('o2')])];
  const { runId } = await own.call('run.start', { agentId: 'other', input: { plan } }, { as: 'ben' });
  const failing = await approvalsAre(own, runId, 'pending', 2);
  const choice = chosen([...items, ...selfAsked, ...failing]);
  const preview = await own.call('batch.preview', { verb: 'approve', ...choice });
  const self = [{ cause: 'not-yours', count: 1, reason: expect.stringContaining('You started this run') }];
  expect(preview).toMatchObject({ chosen: 40, count: 39, dropped: self });
  await openSamples(own, preview);

  // Between the preview and the start: three are approved and taken back, and an agent is stopped.
  const moved = items.slice(0, 3);
  await own.call('approval.approve', { items: moved.map(seen) }, { as: 'cyd' });
  await own.call('approval.undo', { approvalIds: moved.map(({ approvalId }) => approvalId) }, { as: 'cyd' });
  await own.call('stop.engage', { scope: { kind: 'agent', id: 'other' } });
  const job = await own.call('batch.start', { verb: 'approve', ...choice, set: preview.set ?? '' });
  const sheet = await over(own, job.jobId);
  expect(counts(sheet)).toEqual({ applied: 34, stale: 3, failed: 2 });
  expect(sheet.leftOut).toMatchObject(self);
  expect(sheet.job).toMatchObject({ total: 39, applied: 34, ignored: 5 });
  const ended = new Map(sheet.items.map((item) => [item.approvalId, item]));
  expect(ended.size).toBe(39);
  for (const { approvalId } of moved)
    expect(ended.get(approvalId)).toMatchObject({
      status: 'stale',
      now: 'pending',
      reason: expect.stringContaining('Cyd M.'),
    });
  for (const { approvalId } of failing)
    expect(ended.get(approvalId)).toMatchObject({
      status: 'failed',
      now: 'pending',
      reason: expect.stringContaining('stopped'),
    });
  for (const { approvalId } of items.slice(3))
    expect(ended.get(approvalId)).toMatchObject({ status: 'applied', now: 'holding', reason: '' });
  const failed = await own.call('batch.show', { jobId: job.jobId, status: ['failed'] });
  expect(failed.items.map(({ approvalId }) => approvalId)).toEqual(failing.map(({ approvalId }) => approvalId));

  // What failed is tried again, and nothing else.
  await own.call('stop.lift', { scope: { kind: 'agent', id: 'other' }, reason: 'looked at' });
  const again = await own.call('batch.retry', { jobId: job.jobId });
  expect(again).toMatchObject({ linkedJob: job.jobId, total: 2 });
  expect(counts(await over(own, again.jobId))).toEqual({ applied: 2 });
  const { later } = await own.call('batch.show', { jobId: job.jobId });
  expect(later.map(({ jobId }) => jobId)).toEqual([again.jobId]);
  await expect(own.call('batch.retry', { jobId: again.jobId })).rejects.toMatchObject({ code: 'wrong-state' });
  const others = own.call('batch.retry', { jobId: job.jobId }, { as: 'ben' });
  await expect(others).rejects.toMatchObject({ code: 'not-allowed' });

  // Undo of the whole batch: what is held waits again.
  const undo = await own.call('batch.undo', { jobId: job.jobId });
  expect(counts(await over(own, undo.jobId))).toEqual({ applied: 34 });
  const { total } = await own.call('approval.list', { status: ['pending'] });
  expect(total).toBe(38); // 34 taken back, 3 that changed, 1 of her own
  await own.stop();
});

test('A14: a batch is capped by the policy, and what was sent is too late to be taken back', async () => {
  const own = await started(0, 3);
  const items = await waiting(own, 5);
  const choice = { fingerprint: items[0]?.fingerprint ?? '' };
  const preview = await own.call('batch.preview', { verb: 'approve', ...choice });
  expect(preview).toMatchObject({ chosen: 5, count: 3, cap: 3, dropped: [{ cause: 'cap', count: 2 }] });
  await openSamples(own, preview);
  const { jobId } = await own.call('batch.start', { verb: 'approve', ...choice, set: preview.set ?? '' });
  await own.until(async () => {
    const { became } = await own.call('batch.show', { jobId });
    return became.some(({ status, count }) => status === 'executed' && count === 3) ? true : undefined;
  });
  expect((await own.call('approval.list', { status: ['pending'] })).total).toBe(2);
  const undo = await own.call('batch.undo', { jobId });
  const sheet = await over(own, undo.jobId);
  expect(counts(sheet)).toEqual({ late: 3 });
  expect(sheet.items[0]?.reason).toContain('too late');
  await own.stop();
});

test('A14: items of another kind, for two people, changed or decided drop out of the preview with the reason', async () => {
  const items = await waiting(runtime, 6);
  const unheard = { do: 'effect', request: { tool: 'unheard.of', target: 'anything', params: { a: 1 } } };
  const [two] = await approvalsAre(runtime, await startPlan(runtime, [unheard], 'ben'), 'pending');
  const [other] = await approvalsAre(
    runtime,
    await startPlan(runtime, [
      {
        do: 'effect',
        request: { tool: 'record.update', target: 'record 7', params: { recordId: '7', set: { a: '1' } } },
      },
    ]),
    'pending',
  );
  const [changed, decided, ...rest] = items;
  if (two === undefined || other === undefined || changed === undefined || decided === undefined)
    throw new Error('none');
  await runtime.call('approval.reject', { items: [seen(decided)], reason: 'not this one' });
  await runtime.call('approval.approve', { items: [seen(changed)] });
  await runtime.call('approval.undo', { approvalIds: [changed.approvalId] });
  const preview = await runtime.call('batch.preview', { verb: 'approve', ...chosen([two, other, ...items]) });
  expect(preview.count).toBe(rest.length);
  const causes = Object.fromEntries(preview.dropped.map(({ cause, count }) => [cause, count]));
  expect(causes).toEqual({ 'two-people': 1, kind: 1, changed: 1, decided: 1 });
  const { approvals } = await runtime.call('approval.list', { status: ['pending'], runId: two.runId });
  expect(approvals).toHaveLength(1);
});

test('A14: a set that is not what was previewed is refused, and so is a batch nobody may decide', async () => {
  const items = await waiting(runtime, 2);
  const start = runtime.call('batch.start', { verb: 'approve', ...chosen(items), set: 'f'.repeat(64) });
  await expect(start).rejects.toMatchObject({ code: 'stale' });
  const { set } = await runtime.call('batch.preview', { verb: 'reject', ...chosen(items) });
  const wordless = runtime.call('batch.start', { verb: 'reject', ...chosen(items), set: set ?? '' });
  await expect(wordless).rejects.toMatchObject({ code: 'invalid-input' });
  // Another person has not looked at the samples.
  const unseen = runtime.call('batch.start', { verb: 'approve', ...chosen(items), set: set ?? '' }, { as: 'ben' });
  await expect(unseen).rejects.toMatchObject({ code: 'refused' });
  const job = await runtime.call('batch.start', {
    verb: 'reject',
    ...chosen(items),
    set: set ?? '',
    reason: 'not now',
  });
  expect((await over(runtime, job.jobId)).became).toEqual([{ status: 'rejected', count: 2 }]);
});

test('A14: what was looked through to be rejected is not approved by it: its samples are opened first', async () => {
  const items = await waiting(runtime, 12);
  const { set, samples } = await runtime.call('batch.preview', { verb: 'reject', ...chosen(items) });
  expect(samples).toEqual([]);
  const approving = { verb: 'approve' as const, ...chosen(items), set: set ?? '' };
  await expect(runtime.call('batch.start', approving)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('2 of them have to be opened first'),
  });
});

test('a batch goes on after the runtime dies and decides nothing twice; one that is stopped leaves the rest', async () => {
  const own = await started(held, 1_000);
  const items = [...(await waiting(own, 150)), ...(await waiting(own, 150))];
  const start = async (on: RuntimeProcess, choice: Selection): Promise<string> => {
    const preview = await on.call('batch.preview', { verb: 'approve', ...choice });
    await openSamples(on, preview);
    return (await on.call('batch.start', { verb: 'approve', ...choice, set: preview.set ?? '' })).jobId;
  };
  const jobId = await start(own, chosen(items));
  await own.until(async () => ((await own.call('batch.show', { jobId })).job.applied > 0 ? true : undefined));
  await own.kill();
  const again = await startRuntime({ workspace: own.workspace });
  const sheet = await over(again, jobId);
  expect(sheet.job).toMatchObject({ status: 'done', applied: 300, ignored: 0 });
  expect(counts(sheet)).toEqual({ applied: 300 });
  const { events } = await again.call('audit.list', { kind: 'approval.decided', limit: 500 });
  expect(new Set(events.map(({ approvalId }) => approvalId)).size).toBe(300);
  expect(events).toHaveLength(300);

  const more = [...(await waiting(again, 150)), ...(await waiting(again, 150))];
  const stoppedId = await start(again, chosen(more));
  const stopped = await again.call('bulk.cancel', { jobId: stoppedId });
  expect(stopped.status).toBe('cancelled');
  const left = await again.until(async () => {
    const now = counts(await again.call('batch.show', { jobId: stoppedId }));
    const { total } = await again.call('approval.list', { status: ['pending'] });
    return now['waiting'] === total ? total : undefined;
  });
  expect(left).toBeGreaterThan(0);
  await again.stop();
});
