import { afterAll, expect, test } from 'vitest';
import { startWithClock } from '../../helpers/moved-clock.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { endRuntimes, outbox, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, replyTo, runIs, seen, startPlan } from '../../helpers/scripted-runs.ts';

const hour = 3_600_000;
const day = 24 * hour;

afterAll(endRuntimes);

function isDegraded(runtime: RuntimeProcess, code: string | null): Promise<true> {
  return runtime.until(async () => {
    const { degraded } = await runtime.call('workspace.status', {});
    return (degraded?.code ?? null) === code ? true : undefined;
  });
}

async function approve(runtime: RuntimeProcess, runId: string): Promise<void> {
  const items = (await approvalsAre(runtime, runId, 'pending')).map(seen);
  const { results } = await runtime.call('approval.approve', { items });
  expect(results).toMatchObject([{ outcome: 'decided', status: 'holding' }]);
}

async function meanwhile(runtime: RuntimeProcess): Promise<void> {
  const runId = await startPlan(runtime, [{ do: 'sleep', ms: 300 }, { do: 'step' }]);
  await runIs(runtime, runId, 'succeeded');
}

test('a clock that jumped ten days ahead expires nothing and lets nothing out; set right, work goes on by itself', async () => {
  const { runtime, setAheadMs } = await startWithClock(await preparedWorkspace(policyHolding(0)));
  const runId = await startPlan(runtime, [replyTo('1')]);
  await approvalsAre(runtime, runId, 'pending');
  setAheadMs(10 * day);
  await isDegraded(runtime, 'clock-jumped');
  await approve(runtime, runId);
  await meanwhile(runtime);
  await approvalsAre(runtime, runId, 'holding');
  expect(outbox(runtime.workspace)).toEqual([]);
  setAheadMs(0);
  await effectsAre(runtime, runId, 'done');
  await isDegraded(runtime, null);
  expect(outbox(runtime.workspace)).toHaveLength(1);
  const { events } = await runtime.call('audit.list', { limit: 200 });
  expect(events.filter(({ kind }) => kind.startsWith('workspace.clock')).map(({ kind }) => kind)).toEqual([
    'workspace.clock-settled',
    'workspace.clock-jumped',
  ]);
  const jumped = events.find(({ kind }) => kind === 'workspace.clock-jumped');
  expect(jumped?.summary).toBe('The clock jumped ahead by 240 hours; all effects are held.');
});

test('a confirmed clock is followed: what ended meanwhile expires as unanswered, and timers ring', async () => {
  const { runtime, setAheadMs } = await startWithClock(await preparedWorkspace(policyHolding(0)));
  const runId = await startPlan(runtime, [replyTo('1')]);
  const sleeper = await startPlan(runtime, [{ do: 'sleep', ms: 5 * day }]);
  await approvalsAre(runtime, runId, 'pending');
  await runIs(runtime, sleeper, 'sleeping');
  setAheadMs(400 * day);
  await isDegraded(runtime, 'clock-jumped');
  await meanwhile(runtime);
  await approvalsAre(runtime, runId, 'pending');
  await runtime.call('workspace.settleClock', { reason: 'the battery of the clock was empty' });
  await approvalsAre(runtime, runId, 'expired');
  await runIs(runtime, sleeper, 'succeeded');
  await isDegraded(runtime, null);
  expect(outbox(runtime.workspace)).toEqual([]);
  await expect(runtime.call('workspace.settleClock', { reason: 'again' })).rejects.toMatchObject({
    code: 'wrong-state',
  });
});

test('a restart does not confirm a clock', async () => {
  const { runtime, setAheadMs, again: another } = await startWithClock(await preparedWorkspace(policyHolding(0)));
  const runId = await startPlan(runtime, [replyTo('1')]);
  await approvalsAre(runtime, runId, 'pending');
  setAheadMs(400 * day);
  await isDegraded(runtime, 'clock-jumped');
  await runtime.kill();
  const { runtime: again } = await another();
  await isDegraded(again, 'clock-jumped');
  await meanwhile(again);
  expect(await approvalsAre(again, runId, 'pending')).toHaveLength(1);
});

test('a step of less than a day is followed without a question', async () => {
  const { runtime, setAheadMs } = await startWithClock(await preparedWorkspace(policyHolding(0)));
  const sleeper = await startPlan(runtime, [{ do: 'sleep', ms: 20 * hour }]);
  await runIs(runtime, sleeper, 'sleeping');
  setAheadMs(23 * hour);
  await runIs(runtime, sleeper, 'succeeded');
  expect((await runtime.call('workspace.status', {})).degraded).toBeNull();
});

test('A13: what was taken back counts for nothing, also where the clock was set back and the runtime began anew', async () => {
  const others = ['cyd', 'dee', 'eve'].map((personId) => ({
    personId,
    printedName: personId,
    role: 'reviewer' as const,
  }));
  const policy = policyHolding(600);
  const rules = policy.rules.map((rule) => ({ ...rule, outcome: 'gate-two' as const }));
  const workspace = await preparedWorkspace({ ...policy, rules }, [ada, ben, ...others]);
  const { runtime, setSilently, again: another } = await startWithClock(workspace);
  const runId = await startPlan(runtime, [replyTo('1')], 'dee');
  const decide = async (on: RuntimeProcess, as: string, from: 'pending' | 'partly-approved') => {
    const items = (await approvalsAre(on, runId, from)).map(seen);
    const { results } = await on.call('approval.approve', { items }, { as });
    return results.map(({ outcome, status, reason }) => reason ?? `${outcome} ${status}`);
  };
  expect(await decide(runtime, 'ben', 'pending')).toEqual(['decided partly-approved']);
  expect(await decide(runtime, 'cyd', 'partly-approved')).toEqual(['decided holding']);
  await runtime.kill();
  setSilently(-2 * hour);
  const { runtime: again } = await another();
  const [held] = await approvalsAre(again, runId, 'holding');
  await again.call('approval.undo', { approvalIds: [held?.approvalId ?? ''] }, { as: 'cyd' });
  expect(await decide(again, 'eve', 'pending')).toEqual(['decided partly-approved']);
  expect(await decide(again, 'ben', 'partly-approved')).toEqual(['decided holding']);
  const card = await again.call('approval.show', { approvalId: held?.approvalId ?? '' });
  expect(card.decisions.map(({ decision, personId }) => `${decision} ${personId}`)).toEqual([
    'approve ben',
    'approve cyd',
    'undo cyd',
    'approve eve',
    'approve ben',
  ]);
});
