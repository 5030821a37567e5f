import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { stepWords } from '../../../shared/domain/step-place.ts';
import { ada, ben, changeWorkspace, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  replyTo,
  runIs,
  seen,
  show,
  sideBySide,
  startPlan,
  updateOf,
  type PlanEntry,
} from '../../helpers/scripted-runs.ts';

const cyd: Person = { personId: 'cyd', printedName: 'Cyd M.', role: 'reviewer' };
const root: Person = { personId: 'root', printedName: 'Rosa T.', role: 'admin' };

async function started(holdSeconds: number): Promise<RuntimeProcess> {
  const workspace = await preparedWorkspace(policyHolding(holdSeconds), [ada, ben, cyd, root]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await started(0.4);
});
afterAll(endRuntimes);

async function asked(plan: readonly PlanEntry[], as = 'ada'): Promise<{ runId: string; approval: ApprovalSummary }> {
  const runId = await startPlan(runtime, plan, as);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  return { runId, approval };
}

async function refusedDecisions(approvalId: string): Promise<number> {
  const { events } = await runtime.call('audit.list', { kind: 'approval.refused-decision', limit: 500 });
  return events.filter((event) => event.approvalId === approvalId).length;
}

test('A1: an unknown tool is held for two people, and does not run even when both approve', async () => {
  const entry = { do: 'effect', request: { tool: 'unheard.of', target: 'anything', params: { a: 1 } } };
  const { runId, approval } = await asked([entry], 'ada');
  expect(approval.tier).toBe('gate-two');
  const [own] = (await runtime.call('approval.approve', { items: [seen(approval)] }, { as: 'ada' })).results;
  expect(own).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('started this run') });
  const [first] = (await runtime.call('approval.approve', { items: [seen(approval)] }, { as: 'ben' })).results;
  expect(first).toMatchObject({ outcome: 'decided', status: 'partly-approved' });
  const [half] = await approvalsAre(runtime, runId, 'partly-approved');
  if (half === undefined) throw new Error('not partly approved');
  await runtime.call('approval.approve', { items: [seen(half)] }, { as: 'cyd' });
  const [effect] = await effectsAre(runtime, runId, 'refused');
  expect(effect).toMatchObject({ cause: 'stale', dispatches: 0 });
  await runIs(runtime, runId, 'succeeded');
});

test('A4: the bytes that are shown are hashed, and are what is sent', async () => {
  const { runId, approval } = await asked([replyTo('a4')]);
  const card = await runtime.call('approval.show', { approvalId: approval.approvalId });
  expect(createHash('sha256').update(card.envelope).digest('hex')).toBe(approval.envelopeHash);
  const before = new Set(outbox(runtime.workspace));
  await runtime.call('approval.approve', { items: [seen(approval)] });
  await effectsAre(runtime, runId, 'done');
  const [file] = outbox(runtime.workspace).filter((name) => !before.has(name));
  const { params } = JSON.parse(card.envelope) as { params: { subject: string; body: string } };
  const mail = readFileSync(join(runtime.workspace, 'outbox', file ?? ''), 'utf8');
  expect(mail).toContain(params.subject);
  expect(mail).toContain(params.body.trim());
});

test('A5: a decision keeps what was decided, by whom, as what, why, when and how they were known', async () => {
  const { approval } = await asked([updateOf('a5')]);
  await runtime.call(
    'approval.approve',
    { items: [seen(approval)], reason: 'checked with the customer' },
    { as: 'ben' },
  );
  const { decisions } = await runtime.call('approval.show', { approvalId: approval.approvalId });
  expect(decisions).toMatchObject([
    {
      approvalId: approval.approvalId,
      envelopeHash: approval.envelopeHash,
      decision: 'approve',
      meaning: 'I approve running exactly this action.',
      personId: 'ben',
      printedName: 'Ben K.',
      role: 'reviewer',
      reason: 'checked with the customer',
      auth: 'asserted',
      selfInitiated: false,
    },
  ]);
  const [decision] = decisions;
  expect((decision?.expiresAtMs ?? 0) - (decision?.atMs ?? 0)).toBeLessThanOrEqual(15 * 60_000);
});

test('A6: a record that changed after the decision stops the effect, and the item names the field', async () => {
  const runId = await startPlan(runtime, [
    sideBySide([updateOf('a6', { status: 'open' }), updateOf('a6', { status: 'closed' })]),
  ]);
  const approvals = await approvalsAre(runtime, runId, 'pending', 2);
  for (const approval of approvals) {
    await runtime.call('approval.approve', { items: [seen(approval)] });
    await runtime.until(async () => {
      const card = await runtime.call('approval.show', { approvalId: approval.approvalId });
      return card.status === 'executed' || card.status === 'stale' ? true : undefined;
    });
  }
  await runIs(runtime, runId, 'succeeded');
  const { effects } = await show(runtime, runId);
  expect(effects.map((effect) => effect.status).toSorted()).toEqual(['done', 'refused']);
  const stale = effects.find((effect) => effect.status === 'refused');
  expect(stale).toMatchObject({ cause: 'stale', causeDetail: expect.stringContaining('row_hash'), dispatches: 0 });
});

test('A6: a new policy, or another role of the reviewer, between decision and execution stops the effect', async () => {
  const other = await started(0.4);
  const [byPolicy, byRole] = [
    await startPlan(other, [replyTo('policy')]),
    await startPlan(other, [replyTo('role')], 'ben'),
  ];
  const [first] = await approvalsAre(other, byPolicy, 'pending');
  const [second] = await approvalsAre(other, byRole, 'pending');
  if (first === undefined || second === undefined) throw new Error('nothing to approve');
  await other.call('approval.approve', { items: [seen(second)] }, { as: 'cyd' });
  await other.kill();
  const db = new Database(join(other.workspace, 'lanekeeper.db'));
  db.prepare("UPDATE person SET role = 'operator' WHERE person_id = 'cyd'").run();
  db.close();
  const again = await startRuntime({ workspace: other.workspace });
  expect(await effectsAre(again, byRole, 'refused')).toMatchObject([
    {
      cause: 'stale',
      causeDetail: 'cyd approved it as reviewer and is operator now. (differs: reviewer.role)',
      dispatches: 0,
    },
  ]);
  await again.call('approval.approve', { items: [seen(first)] });
  await again.kill();
  await changeWorkspace(other.workspace, policyHolding(0.4, 2));
  const last = await startRuntime({ workspace: other.workspace });
  expect(await effectsAre(last, byPolicy, 'refused')).toMatchObject([
    { cause: 'stale', causeDetail: 'The policy changed from version 1 to 2. (differs: policy.version)', dispatches: 0 },
  ]);
  expect(outbox(other.workspace)).toEqual([]);
});

test('A8: another hash or another version is refused and kept; a second decision is told who decided', async () => {
  const { approval } = await asked([updateOf('a8')]);
  const { approvalId } = approval;
  const wrong = [
    { ...seen(approval), envelopeHash: 'f'.repeat(64) },
    { ...seen(approval), version: approval.version + 1 },
  ];
  for (const item of wrong) {
    const { results } = await runtime.call('approval.approve', { items: [item] });
    expect(results).toMatchObject([{ outcome: 'refused', status: 'pending' }]);
  }
  expect(await refusedDecisions(approvalId)).toBe(2);
  await runtime.call('approval.approve', { items: [seen(approval)] }, { as: 'ben' });
  const { results } = await runtime.call('approval.reject', { items: [seen(approval)], reason: 'no' });
  expect(results).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('Ben K. approved it') }]);
  expect(await refusedDecisions(approvalId)).toBe(3);
});

test('A9: 200 items decided in no order by two people at once: each is decided exactly once', async () => {
  const many = 200;
  const runId = await startPlan(runtime, [
    sideBySide(Array.from({ length: many }, (_, index) => updateOf(`a9-${index}`))),
  ]);
  const approvals = await approvalsAre(runtime, runId, 'pending', many);
  const shuffled = approvals.toSorted((one, other) => (turned(one.approvalId) < turned(other.approvalId) ? -1 : 1));
  const decide = async (as: string, items: readonly ApprovalSummary[]): Promise<number> => {
    const results = await Promise.all(
      items.map((item) => runtime.call('approval.approve', { items: [seen(item)] }, { as })),
    );
    return results.filter(({ results: [result] }) => result?.outcome === 'decided').length;
  };
  const [byAda, byBen] = await Promise.all([decide('ada', approvals), decide('ben', shuffled)]);
  expect(byAda + byBen).toBe(many);
  await runIs(runtime, runId, 'succeeded');
  const { run } = await show(runtime, runId);
  expect(run).toMatchObject({ pendingApprovals: 0, effects: many, effectsDone: many });
  const db = new Database(join(runtime.workspace, 'records.db'), { readonly: true });
  expect(db.prepare("SELECT count(*) FROM applied WHERE record_id LIKE 'a9-%'").pluck().get()).toBe(many);
  db.close();
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
});

function turned(id: string): string {
  return id.slice(-4) + id;
}

test('A11: what is rejected never runs, and the agent is told in the words of the reviewer', async () => {
  const { runId, approval } = await asked([replyTo('a11')]);
  const before = outbox(runtime.workspace).length;
  await runtime.call('approval.reject', { items: [seen(approval)], reason: 'wrong tone' });
  await runIs(runtime, runId, 'succeeded');
  const { output, effects } = await show(runtime, runId);
  expect(output).toMatchObject({ results: [{ outcome: 'refused', cause: 'rejected', reason: 'wrong tone' }] });
  expect(effects).toMatchObject([{ status: 'refused', cause: 'rejected', dispatches: 0 }]);
  expect(outbox(runtime.workspace)).toHaveLength(before);
});

test('A11: an answer instead of a decision runs nothing, is no rejection, and reaches the agent word for word', async () => {
  const { runId, approval } = await asked([replyTo('a11-answer')]);
  const before = outbox(runtime.workspace).length;
  const empty = runtime.call('approval.respond', { items: [seen(approval)], answer: ' ' });
  await expect(empty).rejects.toMatchObject({ code: 'invalid-input' });
  await runtime.call('approval.respond', { items: [seen(approval)], answer: 'Ask for the account number first.' });
  await runIs(runtime, runId, 'succeeded');
  const { output, effects } = await show(runtime, runId);
  const reason = 'Ask for the account number first.';
  expect(output).toMatchObject({ results: [{ outcome: 'refused', cause: 'responded', reason }] });
  expect(effects).toMatchObject([{ status: 'refused', cause: 'responded', dispatches: 0 }]);
  expect(outbox(runtime.workspace)).toHaveLength(before);
});

test('a role that decides nothing is refused its decision', async () => {
  const { approval } = await asked([updateOf('role')]);
  const { results } = await runtime.call('approval.approve', { items: [seen(approval)] }, { as: 'root' });
  expect(results).toMatchObject([{ outcome: 'refused', status: 'pending' }]);
});

test('A17: an approval is taken back while it is held, and not after it was sent', async () => {
  const { runId, approval } = await asked([replyTo('a17')]);
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const { approvalId } = approval;
  const back = await runtime.call('approval.undo', { approvalIds: [approvalId] }, { as: 'ben' });
  expect(back.results).toMatchObject([{ outcome: 'decided', status: 'pending' }]);
  const [pending] = await approvalsAre(runtime, runId, 'pending');
  if (pending === undefined) throw new Error('it is not pending again');
  expect(pending.version).toBeGreaterThan(approval.version);
  await runtime.call('approval.approve', { items: [seen(pending)] });
  await effectsAre(runtime, runId, 'done');
  const late = await runtime.call('approval.undo', { approvalIds: [approvalId] });
  expect(late.results).toMatchObject([{ outcome: 'refused', status: 'executed' }]);
});

test('a card says which step of its run asks: the number and its name, and of how many once the run has ended', async () => {
  const plan = [{ do: 'step', name: 'think' }, sideBySide([replyTo('w1'), replyTo('w2')]), { do: 'step', name: 'end' }];
  const runId = await startPlan(runtime, plan);
  const approvals = await approvalsAre(runtime, runId, 'pending', 2);
  const steps = async () =>
    Promise.all(
      approvals.map(async ({ approvalId }) => (await runtime.call('approval.show', { approvalId })).who.step),
    );
  const waiting = await steps();
  expect(waiting.map(({ number, of }) => [number, of])).toEqual([
    [2, null],
    [2, null],
  ]);
  expect(new Set(waiting.map(({ name }) => name)).size).toBe(2);
  await runtime.call('approval.approve', { items: approvals.map(seen) });
  await runIs(runtime, runId, 'succeeded');
  expect((await steps()).map((step) => stepWords({ ...step, name: 'x' }))).toEqual([
    'step 2 of 3, x',
    'step 2 of 3, x',
  ]);
});
