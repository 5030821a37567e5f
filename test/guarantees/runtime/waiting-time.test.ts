import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { startWithClock, type WithClock } from '../../helpers/moved-clock.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import {
  agentFolder,
  editFile,
  endRuntimes,
  outbox,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, runIs, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

const minute = 60_000;
const hour = 60 * minute;

/** Everything waits for so long at most, and is held for so long once it is approved. */
function policyWaiting(expiresAfterMs: number, holdSeconds = 0): Policy {
  const policy = policyHolding(holdSeconds);
  return {
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, expiresAfterSeconds: expiresAfterMs / 1_000 })),
  };
}

async function waiting(runtime: RuntimeProcess): Promise<{ runId: string; approval: ApprovalSummary }> {
  const runId = await startPlan(runtime, [replyTo('1')]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  return { runId, approval };
}

function card(runtime: RuntimeProcess, { approvalId }: ApprovalSummary) {
  return runtime.call('approval.show', { approvalId });
}

/** Something is written, so that the time it is written at is known for good. */
async function write(runtime: RuntimeProcess, personId: string): Promise<void> {
  await runtime.call('person.create', { personId, printedName: personId, role: 'reviewer' });
}

test('A12: the time a person takes is not taken from the time an agent has for its work', async () => {
  const folder = agentFolder('scripted');
  const workMs = 4_000;
  editFile(join(folder, 'agent.js'), 'budgets: {}', `budgets: { wallMs: ${workMs} }`);
  editFile(
    join(folder, 'manifest.json'),
    '"version": "1.0.0",',
    `"version": "1.0.0", "budgets": { "wallMs": ${workMs} },`,
  );
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0), [ada, ben]) });
  await runtime.call('agent.add', { folder });
  const limited = { do: 'step', options: { timeoutMs: workMs } };
  const runId = await startPlan(runtime, [limited, replyTo('1'), limited]);
  const items = (await approvalsAre(runtime, runId, 'pending')).map(seen);
  // Longer than all of its work may take, while it stays in its host and after it has left it.
  const longer = await startPlan(runtime, [{ do: 'sleep', ms: workMs + 500 }]);
  await runIs(runtime, longer, 'succeeded');
  await runtime.call('approval.approve', { items });
  await runIs(runtime, runId, 'succeeded', 'failed', 'needs-attention');
  expect(await runtime.call('run.show', { runId })).toMatchObject({ run: { status: 'succeeded' } });
});

test('A12: what has expired stays expired when the clock is set back, also after a restart', async () => {
  const found = await startWithClock(await preparedWorkspace(policyWaiting(hour)));
  const { runtime, setAheadMs } = found;
  const { runId, approval } = await waiting(runtime);
  setAheadMs(2 * hour);
  await approvalsAre(runtime, runId, 'expired');
  setAheadMs(-20 * hour);
  const refused = async ({ runtime: asked }: Pick<WithClock, 'runtime'>): Promise<void> => {
    const { results } = await asked.call('approval.approve', { items: [seen(approval)] });
    expect(results).toMatchObject([
      { outcome: 'refused', status: 'expired', reason: expect.stringContaining('nobody answered') },
    ]);
    expect(outbox(asked.workspace)).toEqual([]);
  };
  await refused(found);
  await runtime.kill();
  await refused(await found.again());
});

test('A12: nothing that is asked while the clock is set back waits longer, and no grant that ran out lives again', async () => {
  const { runtime, setAheadMs } = await startWithClock(await preparedWorkspace(policyWaiting(10 * hour)));
  const { approval } = await waiting(runtime);
  await runtime.call('agent.pause', { agentId: 'scripted', reason: 'between decision and execution' });
  await runtime.call('approval.approve', { items: [seen(approval)] });
  expect(await card(runtime, approval)).toMatchObject({ status: 'holding' });
  setAheadMs(20 * minute);
  await write(runtime, 'meanwhile');
  setAheadMs(-10 * hour);
  await runtime.call('agent.resume', { agentId: 'scripted' });
  await approvalsAre(runtime, approval.runId, 'pending');
  expect(outbox(runtime.workspace)).toEqual([]);
  const { approval: later } = await waiting(runtime);
  expect(later.createdAtMs).toBeGreaterThanOrEqual(approval.createdAtMs + 20 * minute);
  expect(later.expiresAtMs - later.createdAtMs).toBe(10 * hour);
});

test('A12: sleep approves nothing: after it the undecided still waits, and what ran out is denied', async () => {
  const { runtime, setAheadMs } = await startWithClock(await preparedWorkspace(policyWaiting(30 * hour)));
  const { runId, approval } = await waiting(runtime);
  setAheadMs(20 * hour);
  await write(runtime, 'awake');
  expect(await card(runtime, approval)).toMatchObject({ status: 'pending', version: approval.version });
  setAheadMs(40 * hour);
  await approvalsAre(runtime, runId, 'expired');
  expect(outbox(runtime.workspace)).toEqual([]);
});

/** An item whose window outlasts every test, approved. */
async function held(found: WithClock): Promise<ApprovalSummary & { readonly holdUntilMs: number }> {
  const { runtime } = found;
  const { runId, approval } = await waiting(runtime);
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const [holding] = await approvalsAre(runtime, runId, 'holding');
  if (holding === undefined || holding.holdUntilMs === null) throw new Error('it is not held');
  return { ...holding, holdUntilMs: holding.holdUntilMs };
}

/** Waits until its window has another end, or is over. */
function windowMoved(runtime: RuntimeProcess, before: ApprovalSummary) {
  return runtime.until(async () => {
    const now = await card(runtime, before);
    return now.status === 'holding' && now.holdUntilMs === before.holdUntilMs ? undefined : now;
  });
}

const holdMs = 5 * minute;
const held5 = (): Promise<WithClock> =>
  preparedWorkspace(policyWaiting(100 * hour, holdMs / 1_000)).then(startWithClock);

test('A17: time asleep is not time in which somebody could take it back: the window begins again in full, and can be cancelled', async () => {
  const found = await held5();
  const { runtime } = found;
  const before = await held(found);
  // Past the end of the window first, then within it.
  for (const sleptMs of [6 * minute, 7 * minute]) {
    found.setAheadMs(sleptMs);
    // It may be begun again more than once for one sleep: told of it, and noticed.
    const now = await runtime.until(async () => {
      const shown = await card(runtime, before);
      return (shown.holdUntilMs ?? 0) >= before.createdAtMs + sleptMs + holdMs ? shown : undefined;
    });
    expect(now).toMatchObject({ status: 'holding' });
  }
  expect(outbox(runtime.workspace)).toEqual([]);
  const { results } = await runtime.call('approval.undo', { approvalIds: [before.approvalId] });
  expect(results).toMatchObject([{ outcome: 'decided', status: 'pending' }]);
});

test('A17: a sleep the runtime was not told of lets nothing out either', async () => {
  const found = await held5();
  const { runtime } = found;
  const before = await held(found);
  found.setSilently(6 * minute);
  // Whatever happens next shows it; what is approved now runs at once, though all timers stood still.
  const runId = await startPlan(runtime, [updateOf('due')]);
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, runId, 'pending')).map(seen) });
  await runIs(runtime, runId, 'succeeded');
  const now = await windowMoved(runtime, before);
  expect(now).toMatchObject({ status: 'holding' });
  expect(now.holdUntilMs).toBeGreaterThanOrEqual(before.createdAtMs + 6 * minute + holdMs);
  expect(outbox(runtime.workspace)).toEqual([]);
});

test('A17: an approval that ran out while the computer slept is asked for again', async () => {
  const found = await held5();
  const { runtime } = found;
  const before = await held(found);
  found.setAheadMs(20 * hour);
  expect(await windowMoved(runtime, before)).toMatchObject({ status: 'pending', effectStatus: 'waiting-decision' });
  expect(outbox(runtime.workspace)).toEqual([]);
});

test('A17: after kill -9 the window begins again in full; an approval that ran out meanwhile is asked for again', async () => {
  const found = await held5();
  const before = await held(found);
  await found.runtime.kill();
  found.setSilently(6 * minute);
  const next = await found.again();
  const restarted = await windowMoved(next.runtime, before);
  expect(restarted).toMatchObject({ status: 'holding' });
  expect(restarted.holdUntilMs).toBeGreaterThanOrEqual(before.createdAtMs + 6 * minute + holdMs);
  await next.runtime.kill();
  next.setSilently(hour);
  const last = await next.again();
  expect(await windowMoved(last.runtime, restarted)).toMatchObject({ status: 'pending' });
  expect(outbox(last.runtime.workspace)).toEqual([]);
});
