import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import { changedRecords } from '../../helpers/held-approvals.ts';
import { startWithClock } from '../../helpers/moved-clock.ts';
import { changeWorkspace, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  editFile,
  endRuntimes,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, sideBySide, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

const hour = 3_600_000;

async function pending(runtime: RuntimeProcess, name: string): Promise<ApprovalSummary> {
  const [item] = await approvalsAre(runtime, await startPlan(runtime, [updateOf(name)]), 'pending');
  if (item === undefined) throw new Error('nothing waits');
  return item;
}

async function approve(runtime: RuntimeProcess, item: ApprovalSummary): Promise<string> {
  const { results } = await runtime.call('approval.approve', { items: [seen(item)] });
  return results[0]?.outcome === 'decided' ? 'decided' : (results[0]?.reason ?? '');
}

/** Its record as it is stored afterwards. */
async function endOf(runtime: RuntimeProcess, item: ApprovalSummary): Promise<unknown> {
  await runIs(runtime, item.runId, 'succeeded');
  return (await show(runtime, item.runId)).output;
}

test('A6: an approval survives a restart and an upgrade of the agent, its run stays on the release that asked; a change of policy makes it stale', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const folder = agentFolder('scripted');
  const first = await startRuntime({ workspace });
  await first.call('agent.add', { folder });
  const [undecided, approved, outdated] = [
    await pending(first, 'undecided'),
    await pending(first, 'approved'),
    await pending(first, 'outdated'),
  ];
  await first.call('agent.pause', { agentId: 'scripted', reason: 'between decision and execution' });
  expect(await approve(first, approved)).toBe('decided');
  editFile(join(folder, 'agent.js'), "const version = '1.0.0'", "const version = '2.0.0'");
  await first.call('agent.add', { folder });
  await first.kill();

  const second = await startRuntime({ workspace });
  expect(changedRecords(second)).toEqual([]);
  await second.call('agent.resume', { agentId: 'scripted' });
  expect(await endOf(second, approved)).toMatchObject({ version: '1.0.0' });
  expect(await approve(second, undecided)).toBe('decided');
  expect(await endOf(second, undecided)).toMatchObject({ version: '1.0.0' });
  const later = await pending(second, 'later');
  expect(await approve(second, later)).toBe('decided');
  expect(await endOf(second, later)).toMatchObject({ version: '2.0.0' });

  await second.call('agent.pause', { agentId: 'scripted', reason: 'between decision and execution' });
  expect(await approve(second, outdated)).toBe('decided');
  await second.kill();
  await changeWorkspace(workspace, policyHolding(0, 2));
  const third = await startRuntime({ workspace });
  await third.call('agent.resume', { agentId: 'scripted' });
  await runIs(third, outdated.runId, 'succeeded');
  expect(await third.call('approval.show', { approvalId: outdated.approvalId })).toMatchObject({
    status: 'stale',
    causeDetail: expect.stringContaining('policy'),
  });
  expect(changedRecords(third)).toEqual(['approved', 'later', 'undecided']);
});

test('a card says what answered its run: the model call as its agent names it, or that none was asked', async () => {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const modelOf = async (plan: Parameters<typeof startPlan>[1]): Promise<string> => {
    const [item] = await approvalsAre(runtime, await startPlan(runtime, plan), 'pending');
    return (await runtime.call('approval.show', { approvalId: item?.approvalId ?? '' })).who.modelName;
  };
  expect(await modelOf([updateOf('plain')])).toBe('none was asked');
  expect(await modelOf([{ do: 'model', name: 'draft reply' }, updateOf('drafted')])).toBe(
    'asked as “draft reply”; which model answered was not recorded',
  );
});

test('A9, A11: of approvals asked for in one turn some expire between the decisions on the others: each keeps its own end, in whatever order', async () => {
  const policy = policyHolding(0);
  const names = Array.from({ length: 9 }, (_, index) => `turn-${index}`);
  const short = names.filter((_, index) => index % 3 === 0);
  const waits = {
    id: 'short',
    when: { target: { equals: short.map((name) => `record ${name}`) } },
    outcome: 'gate' as const,
    holdSeconds: 0,
    expiresAfterSeconds: 3_600,
    sentence: 'Within an hour.',
  };
  const { runtime, setAheadMs } = await startWithClock(
    await preparedWorkspace({ ...policy, rules: [waits, ...policy.rules] }),
  );
  const runId = await startPlan(runtime, [sideBySide(names.map((name) => updateOf(name)))]);
  const items = await approvalsAre(runtime, runId, 'pending', names.length);
  const soon = items.filter(({ expiresAtMs, createdAtMs }) => expiresAtMs - createdAtMs === hour);
  const others = items.filter((item) => !soon.includes(item)).toReversed();
  expect([soon.length, others.length]).toEqual([3, 6]);
  const reject = (item: ApprovalSummary) =>
    runtime.call('approval.reject', { items: [seen(item)], reason: 'no' }, { as: 'ben' });

  const [one, two, three, four, five, six] = others;
  if (one === undefined || two === undefined || three === undefined) throw new Error('too few');
  if (four === undefined || five === undefined || six === undefined) throw new Error('too few');
  await Promise.all([approve(runtime, one), reject(two), approve(runtime, three)]);
  // An approval that has not run by then would have run out as well.
  await approvalsAre(runtime, runId, 'executed', 2);
  setAheadMs(2 * hour);
  await approvalsAre(runtime, runId, 'expired', 3);
  for (const late of soon) expect(await approve(runtime, late)).toContain('nobody answered');
  await Promise.all([reject(four), approve(runtime, five), reject(six)]);
  await runIs(runtime, runId, 'succeeded');

  const ends = new Map<string, number>();
  for (const { approvalId } of items) {
    const { status } = await runtime.call('approval.show', { approvalId });
    ends.set(status, (ends.get(status) ?? 0) + 1);
  }
  expect(Object.fromEntries(ends)).toEqual({ executed: 3, rejected: 3, expired: 3 });
  const told = JSON.stringify((await show(runtime, runId)).output);
  expect([told.split('"rejected"').length - 1, told.split('"expired"').length - 1]).toEqual([3, 3]);
  expect(changedRecords(runtime)).toHaveLength(3);
});
