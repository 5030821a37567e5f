import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { raiseBudget } from '../../../electron/runtime/budgets/decide-budget.ts';
import type { StartLimit } from '../../../electron/runtime/budgets/own-limits.ts';
import { settleCall } from '../../../electron/runtime/budgets/settle-call.ts';
import { standsOf } from '../../../electron/runtime/budgets/stands.ts';
import type { HostCall, PeerAsk } from '../../../electron/runtime/hosts/protocol.ts';
import { recoverRun } from '../../../electron/runtime/engine/run-decisions.ts';
import type { RunState } from '../../../electron/runtime/engine/states.ts';
import { createBudgetReads } from '../../../electron/runtime/store/read/budget-reads.ts';
import { spendingOf } from '../../../electron/runtime/store/spending-reads.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import type { BudgetStand } from '../../../shared/domain/budget.ts';
import { openEngineDesk, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

let desk: EngineDesk;
beforeEach(async () => {
  desk = await openEngineDesk();
  onTestFinished(() => {
    desk.made.close();
    const ledger = { acknowledged: [], exported: [], mail: {}, rollingBack: [], isRecovered: false, isSettled: false };
    const findings = checkStore(desk.made.folder, ledger);
    if (findings.length > 0) throw new Error(`The store is not sound: ${JSON.stringify(findings)}`);
  });
});

const runOf = (runId: string): RunState => {
  const run = desk.made.engine.stores.runs.load(runId);
  if (run === null) throw new Error(`there is no run ${runId}`);
  return run;
};

async function begun(...budgets: StartLimit[]): Promise<string> {
  const { runId } = await startSample(desk.made.engine, { budgets });
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

/** The host of a run asks for something that touches another run; the id of that run. */
async function makes(runId: string, path: string, kind: 'spawn' | 'continue'): Promise<string> {
  const ask: PeerAsk =
    kind === 'continue'
      ? { kind, input: '{}', atMs: 0 }
      : {
          kind,
          agentId: 'sample',
          input: '{}',
          life: 'joined',
          title: null,
          withFile: false,
          deadlineInMs: null,
          atMs: 0,
        };
  const { activation } = runOf(runId);
  desk.fromHost({ kind: 'peer', runId, activation, path, name: kind, argsHash: 'h', ask });
  await desk.settle();
  const { stores } = desk.made.engine;
  const entry = stores.journal.last(runId, runOf(runId).lineageId, path);
  return (JSON.parse(entry?.result ?? '{}') as { runId: string }).runId;
}

/** Whether the host was told that its model call may begin. */
async function asks(runId: string, path: string, tokens = 0): Promise<boolean> {
  const call: HostCall = { path, kind: 'model', name: 'a call', attempt: 1, expected: tokens > 0 ? { tokens } : {} };
  desk.fromHost({ kind: 'reserve', runId, activation: runOf(runId).activation, call });
  await desk.settle();
  return mayBegin(runId, path);
}

const mayBegin = (runId: string, path: string): boolean =>
  desk.toHost.some((message) => message.kind === 'reserved' && message.runId === runId && message.path === path);

async function ends(runId: string, path: string, tokens: number): Promise<void> {
  const record = stepRecord(path, { kind: 'model', name: 'a call', used: { tokens } });
  desk.fromHost({ kind: 'record', runId, activation: runOf(runId).activation, record });
  await desk.settle();
}

function stand(runId: string, budgetId: string): BudgetStand | undefined {
  const { engine } = desk.made;
  const spending = spendingOf(engine.stores, engine.now, () => 'UTC');
  return standsOf(runOf(runId), spending).find((one) => one.budgetId === budgetId);
}

test('what a child and its child use counts against the budget of the run that set it, and each is stopped there', async () => {
  const root = await begun({ measure: 'tokens', limit: 1_000 });
  const child = await makes(root, '0', 'spawn');
  const grandchild = await makes(child, '0', 'spawn');
  expect(await asks(root, '1', 300)).toBe(true);
  await ends(root, '1', 250);
  expect(await asks(child, '1', 300)).toBe(true);
  expect(stand(root, 'own:tokens')).toMatchObject({ used: 250, reserved: 300, usedByIt: 250, limit: 1_000 });
  await ends(child, '1', 400);
  expect(await asks(grandchild, '1', 300)).toBe(true);
  await ends(grandchild, '1', 100);
  const family = `own:tokens@${root}`;
  expect(stand(grandchild, family)).toMatchObject({ used: 750, usedByIt: 100, key: root, ownerId: root });
  expect(await asks(grandchild, '2', 300)).toBe(false);
  expect(runOf(grandchild)).toMatchObject({ status: 'paused', pause: { budget: { budgetId: family, asked: 300 } } });
  expect(runOf(grandchild).pause?.reason).toContain(`the budget of run ${root}, which its family shares`);
  await desk.made.engine.transact({ run: grandchild }, raiseBudget({ limit: 1_100, reason: '' }, ada));
  expect(stand(root, 'own:tokens')).toMatchObject({ limit: 1_100, used: 750 });
  expect(runOf(grandchild).status).toBe('queued');
  const reads = createBudgetReads(desk.made.reader, desk.made.engine.now);
  expect(reads.ofRun({ runId: root })).toMatchObject({
    used: { tokens: 250, 'model-calls': 1 },
    family: { runs: 2, used: { tokens: 750, 'model-calls': 3 } },
  });
  expect(reads.ofRun({ runId: grandchild }).family).toBeNull();
});

test('a run that goes on as another stays under the same budget, with what the first used and raised', async () => {
  const first = await begun({ measure: 'tokens', limit: 500 });
  await asks(first, '0', 100);
  await ends(first, '0', 200);
  const next = await makes(first, '1', 'continue');
  expect(stand(next, `own:tokens@${first}`)).toMatchObject({ used: 200, usedByIt: 0, limit: 500, from: 'start' });
  expect(await asks(next, '0', 300)).toBe(true);
  await ends(next, '0', 300);
  expect(await asks(next, '1', 1)).toBe(false);
  expect(runOf(next).status).toBe('paused');
  const forked = await desk.verb('run.fork', { runId: next });
  expect(runOf(forked.runId).limits).toEqual([{ measure: 'tokens', limit: 500, atLimit: 'ask', from: 'start' }]);
});

test('a run without a budget hands none down, and nothing is kept for its family', async () => {
  const root = await begun();
  const child = await makes(root, '0', 'spawn');
  await asks(child, '0', 300);
  await ends(child, '0', 300);
  expect(runOf(child).limits).toEqual([]);
  expect(desk.made.reader.prepare('SELECT count(*) FROM family_use').pluck().get()).toBe(0);
});

test('calls side by side that say nothing of what they use go one by one where the budget has no room for all, so one alone can pass it', async () => {
  const root = await begun({ measure: 'tokens', limit: 30_000 });
  const child = await makes(root, '9', 'spawn');
  // 20,000 each where nobody says anything: the second has the 10,000 that are left for itself only when the first has ended.
  const paths = ['b0', 'b1', 'b2', 'b3'];
  for (const path of paths) await asks(root, path);
  await asks(child, 'c');
  expect(paths.filter((path) => mayBegin(root, path))).toEqual(['b0']);
  expect(mayBegin(child, 'c')).toBe(false);
  expect(stand(root, 'own:tokens')).toMatchObject({ reserved: 20_000, used: 0 });
  let under = 'b0';
  for (const used of [9_000, 9_000, 9_000]) {
    await ends(root, under, used);
    const begunNow = paths.filter((path) => mayBegin(root, path));
    expect(begunNow).toHaveLength(paths.indexOf(under) + 2);
    under = begunNow.at(-1) ?? '';
  }
  await ends(root, under, 9_000);
  // 36,000: one call passed it, and no other begins. Both are stopped with nothing under way.
  expect(runOf(child).status).toBe('paused');
  expect(mayBegin(child, 'c')).toBe(false);
  expect(desk.made.reader.prepare("SELECT count(*) FROM call WHERE status <> 'settled'").pluck().get()).toBe(0);
});

test('a stop never cuts off a model call of the same run: it waits for its end', async () => {
  const root = await begun({ measure: 'tokens', limit: 1_000 });
  expect(await asks(root, 'a', 600)).toBe(true);
  expect(await asks(root, 'b', 2_000)).toBe(false);
  expect(runOf(root).status).toBe('running');
  await ends(root, 'a', 500);
  expect(runOf(root).status).toBe('paused');
  expect(desk.made.reader.prepare('SELECT status FROM call').pluck().all()).toEqual(['settled']);
});

test.each([
  ['what it cost', { tokens: 120, 'money:EUR': 7 }, { tokens: 120, 'money:EUR': 7, 'model-calls': 1 }],
  ['that it was never made', null, {}],
])(
  'a person says of a call whose end nobody knows %s: the family gets back what it reserved',
  async (_, used, counted) => {
    const root = await begun({ measure: 'tokens', limit: 1_000 });
    const child = await makes(root, '0', 'spawn');
    await asks(child, '1', 700);
    await desk.made.engine.transact({ run: child }, recoverRun);
    expect(stand(root, 'own:tokens')).toMatchObject({ used: 0, unknown: 700 });
    const [lineId = ''] = desk.made.reader.prepare('SELECT line_id FROM call').pluck().all() as string[];
    const settle = (): Promise<unknown> =>
      desk.made.engine.transact({ run: child }, settleCall({ lineId, used, reason: 'their bill' }, ada));
    await settle();
    expect(stand(root, 'own:tokens')).toMatchObject({ used: used?.tokens ?? 0, unknown: 0, reserved: 0 });
    expect(runOf(child).spent).toEqual(counted);
    expect(desk.made.reader.prepare('SELECT status, settled_by FROM call').get()).toEqual({
      status: 'settled',
      settled_by: 'Ada L.',
    });
    expect(desk.made.reader.prepare("SELECT count(*) FROM audit WHERE kind = 'call.settled'").pluck().get()).toBe(1);
    await expect(settle()).rejects.toMatchObject({ code: 'not-found' });
  },
);

test('a call that is under way is not settled by a person', async () => {
  const root = await begun();
  await asks(root, '0', 10);
  const [lineId = ''] = desk.made.reader.prepare('SELECT line_id FROM call').pluck().all() as string[];
  const decide = settleCall({ lineId, used: { tokens: 1 }, reason: 'no' }, ada);
  await expect(desk.made.engine.transact({ run: root }, decide)).rejects.toMatchObject({ code: 'wrong-state' });
});
