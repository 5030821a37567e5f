import { afterAll, expect, test } from 'vitest';
import type { Person } from '../../../shared/domain/person.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { policyToolId } from '../../../shared/domain/policy-version.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, show, startPlan } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

const cleo: Person = { personId: 'cleo', printedName: 'Cleo M.', role: 'reviewer' };
const vera: Person = { personId: 'vera', printedName: 'Vera A.', role: 'auditor' };
const people = [ada, ben, cleo, vera];
const before = policyHolding(0);

/** Replies are denied from version 2 on, whatever else holds. */
function denying(version: number): Policy {
  const [first, ...rest] = before.rules;
  if (first === undefined) throw new Error('the policy has no rules');
  return {
    ...before,
    version,
    rules: [
      { id: 'no-replies', when: { tool: ['reply.send'] }, outcome: 'deny', sentence: 'No replies.' },
      first,
      ...rest,
    ],
  };
}

async function proposed(runtime: RuntimeProcess, policy: Policy, as = 'ada'): Promise<{ runId: string }> {
  const text = JSON.stringify(policy, null, 2);
  return runtime.call('policy.propose', { text, reason: 'Replies wait for the new template.' }, { as });
}

async function approvedBy(runtime: RuntimeProcess, runId: string, ...reviewers: string[]): Promise<void> {
  for (const [index, as] of reviewers.entries()) {
    const [item] = await approvalsAre(runtime, runId, index === 0 ? 'pending' : 'partly-approved');
    if (item === undefined) throw new Error('nothing to approve');
    const { results } = await runtime.call('approval.approve', { items: [seen(item)] }, { as });
    expect(results).toMatchObject([{ outcome: 'decided' }]);
  }
}

test('A13 another policy is in force once two people approved who did not write it, and the history says who', async () => {
  const workspace = await preparedWorkspace(before, people);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const waiting = await startPlan(runtime, [replyTo('one')], 'ben');
  const [reply] = await approvalsAre(runtime, waiting, 'pending');
  if (reply === undefined) throw new Error('nothing waits');
  expect((await runtime.call('agent.list', {})).agents.map(({ agentId }) => agentId)).not.toContain('policy-change');

  const { pending, diff } = await runtime.call('policy.check', { text: JSON.stringify(denying(2)) });
  expect(pending).toMatchObject({ looked: 1, changed: 1, moves: [{ from: 'gate', to: 'deny', count: 1 }] });
  expect(diff).toMatchObject([{ field: 'rule no-replies', before: null }]);
  await expect(proposed(runtime, denying(2), 'vera')).rejects.toMatchObject({ code: 'not-allowed' });

  const { runId } = await proposed(runtime, denying(2));
  const [item] = await approvalsAre(runtime, runId, 'pending');
  if (item === undefined) throw new Error('nothing to approve');
  expect(item).toMatchObject({ toolId: policyToolId, tier: 'gate-two' });
  const shown = await runtime.call('approval.show', { approvalId: item.approvalId });
  expect(shown.diff).toEqual(diff);
  // Whoever changed its words would be its author: they propose a change of their own.
  const { params } = JSON.parse(shown.envelope) as { readonly params: object };
  const edit = { item: seen(item), params: JSON.stringify({ ...params, policy: denying(4) }) };
  const edited = await runtime.call('approval.previewEdit', edit, { as: 'ben' });
  expect(edited.refused).toMatch(/A change of the policy is decided as it is/);
  const own = await runtime.call('approval.approve', { items: [seen(item)] }, { as: 'ada' });
  expect(own.results).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('You started this run') }]);
  await approvedBy(runtime, runId, 'ben', 'cleo');
  await runIs(runtime, runId, 'succeeded');

  const live = await runtime.call('policy.show', {});
  expect(live.policy).toEqual(denying(2));
  expect(live.inForce).toMatchObject({
    version: 2,
    untilMs: null,
    change: {
      runId,
      approvalId: item.approvalId,
      proposedBy: 'ada',
      reason: 'Replies wait for the new template.',
      decidedBy: [
        { personId: 'ben', printedName: ben.printedName },
        { personId: 'cleo', printedName: 'Cleo M.' },
      ],
    },
  });
  const { versions } = await runtime.call('policy.versions', { limit: 1 });
  expect(versions).toEqual([live.inForce]);
  const all = (await runtime.call('policy.versions', {})).versions;
  expect(all.map(({ version, untilMs }) => [version, untilMs])).toEqual([
    [2, null],
    [1, live.inForce.fromMs],
  ]);
  expect((await runtime.call('policy.version', { policyId: 'short-hold', version: 2 })).diff).toEqual(diff);

  const { why } = await runtime.call('approval.show', { approvalId: reply.approvalId });
  expect(why).toMatchObject({ policyVersion: 1, inForce: { id: 'short-hold', version: 2 } });

  // What was decided under the version before is found stale, and its agent is told.
  await runtime.call('approval.approve', { items: [seen(reply)] }, { as: 'cleo' });
  await effectsAre(runtime, waiting, 'refused');
  expect((await show(runtime, waiting)).effects).toMatchObject([{ status: 'refused', cause: 'stale' }]);
  // A new proposal is judged by the new policy.
  const later = await startPlan(runtime, [replyTo('two')], 'ben');
  await runIs(runtime, later, 'succeeded');
  expect((await show(runtime, later)).effects).toMatchObject([{ status: 'refused', cause: 'rejected', tier: 'deny' }]);
  const { events } = await runtime.call('audit.list', { kind: 'policy.put-in-force' });
  expect(events).toMatchObject([{ effectId: live.inForce.change?.effectId, runId }]);
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });

  // Its author may not decide where two people do, from now on.
  const next = await proposed(runtime, { ...denying(3), title: 'Another' }, 'ben');
  const [another] = await approvalsAre(runtime, next.runId, 'pending');
  if (another === undefined) throw new Error('nothing to approve');
  const author = await runtime.call('approval.approve', { items: [seen(another)] }, { as: 'ada' });
  expect(author.results).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('wrote this policy') }]);
});

test('a malformed policy, a version that was in force, and the one in force are refused; the old one stays', async () => {
  const workspace = await preparedWorkspace(before, people);
  const runtime = await startRuntime({ workspace });
  const live = await runtime.call('policy.show', {});
  const propose = (text: string): Promise<unknown> => runtime.call('policy.propose', { text, reason: 'why' });
  await expect(propose('{\n  "id": "p",\n  "version": "two"\n}')).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('Line 3: /version'),
    hint: expect.stringContaining('The policy in force stays'),
  });
  await expect(propose(JSON.stringify({ ...before, title: 'Other' }, null, 2))).rejects.toMatchObject({
    message: expect.stringMatching(/Line 3: \/version policy short-hold version 1 was in force already/),
  });
  await expect(propose(JSON.stringify(before))).rejects.toMatchObject({ code: 'wrong-state' });
  expect(await runtime.call('policy.show', {})).toEqual(live);
  expect((await runtime.call('run.list', {})).runs).toEqual([]);
});

test('a crash between the new policy and its receipt is found by looking: one change, one receipt', async () => {
  const workspace = await preparedWorkspace(before, people);
  const crashing = await startRuntime({ workspace, crashAt: 'effect.before-receipt:1' });
  const { runId } = await proposed(crashing, denying(2));
  await approvedBy(crashing, runId, 'ben');
  const [item] = await approvalsAre(crashing, runId, 'partly-approved');
  if (item === undefined) throw new Error('nothing to approve');
  await crashing.call('approval.approve', { items: [seen(item)] }, { as: 'cleo' }).catch(() => undefined);
  await crashing.ended;

  const runtime = await startRuntime({ workspace });
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).effects).toMatchObject([{ status: 'done', dispatches: 1 }]);
  expect((await runtime.call('policy.versions', {})).versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
});
