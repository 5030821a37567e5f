import { afterAll, expect, test } from 'vitest';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, seen, startPlan } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('what is held is told apart by who approved it last, so that each takes back their own', async () => {
  const workspace = await preparedWorkspace(policyHolding(600), [ada, ben]);
  const runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const [one] = await approvalsAre(runtime, await startPlan(runtime, [replyTo('one')], 'ada'), 'pending');
  const [other] = await approvalsAre(runtime, await startPlan(runtime, [replyTo('other')], 'ada'), 'pending');
  if (one === undefined || other === undefined) throw new Error('nothing to approve');
  const held = async (approvedBy: string): Promise<string[]> =>
    (await runtime.call('approval.list', { status: ['holding'], approvedBy })).approvals.map(
      ({ approvalId }) => approvalId,
    );
  // What was looked at is kept with the decision; what cannot be read of it costs the decision nothing.
  const looked = { shownMs: 4_200, opened: ['evidence' as const] };
  await runtime.call('approval.approve', { items: [{ ...seen(one), looked }] }, { as: 'ada' });
  const kept = await runtime.call('approval.show', { approvalId: one.approvalId });
  expect(kept.decisions.map((decision) => decision.looked)).toEqual([looked]);
  const garbled = { shownMs: -1, opened: ['everything'] } as never;
  await runtime.call('approval.approve', { items: [{ ...seen(other), looked: garbled }] }, { as: 'ben' });
  expect(await held('ada')).toEqual([one.approvalId]);
  expect(await held('ben')).toEqual([other.approvalId]);
  const { holding } = await runtime.call('workspace.status', {});
  expect(holding.map(({ approvedBy }) => approvedBy)).toEqual(['ada', 'ben']);

  // Taken back and approved again by somebody else: it is theirs now.
  await runtime.call('approval.undo', { approvalIds: [one.approvalId] }, { as: 'ada' });
  const [again] = (await runtime.call('approval.list', { status: ['pending'] })).approvals;
  if (again === undefined) throw new Error('not pending again');
  await runtime.call('approval.approve', { items: [seen(again)] }, { as: 'ben' });
  // Statistics are of one's own decisions that stood: what was taken back is none of them.
  const numbersOf = async (as: string) => runtime.call('review.statistics', {}, { as });
  expect(await numbersOf('ada')).toMatchObject({ decided: 0 });
  const own = await numbersOf('ben');
  expect(own).toMatchObject({ decided: 2, approved: 2, told: { n: 0, of: 2 }, streak: { longest: 2 } });
  expect(own.days.map(({ decided }) => decided)).toEqual([2]);
  const opened = await runtime.call('review.items', { measure: 'streak', limit: 1 }, { as: 'ben' });
  expect(opened).toMatchObject({ total: 2, next: 1, items: [{ approvalId: one.approvalId, decision: 'approve' }] });
  await expect(runtime.call('review.statistics', { isTeam: true }, { as: 'ben' })).rejects.toThrow(/for an admin/);

  expect(await held('ada')).toEqual([]);
  expect((await held('ben')).toSorted()).toEqual([one.approvalId, other.approvalId].toSorted());
});

test('what a person sets for themselves is theirs alone, is there after a restart, and what is not named stays', async () => {
  const workspace = await preparedWorkspace(policyHolding(0), [ada, ben]);
  const first = await startRuntime({ workspace });
  const inboxes = [{ name: 'Refunds', query: 'money:>100' }];
  await first.call('preference.change', { inboxes, hasSingleKeys: false }, { as: 'ada' });
  await first.call('preference.change', { keys: { 'inbox.approve': ['y'] } }, { as: 'ada' });
  const twice = { inboxes: [...inboxes, { name: 'refunds', query: '' }] };
  await expect(first.call('preference.change', twice, { as: 'ada' })).rejects.toThrow(/two lists have one name/);
  await first.stop();
  const again = await startRuntime({ workspace });
  expect(await again.call('preference.show', {}, { as: 'ada' })).toMatchObject({
    inboxes,
    keys: { 'inbox.approve': ['y'] },
    hasSingleKeys: false,
  });
  expect(await again.call('preference.show', {}, { as: 'ben' })).toMatchObject({
    inboxes: [],
    keys: {},
    hasSingleKeys: true,
  });
});
