import { expect, onTestFinished, test } from 'vitest';
import { budgetHandlers } from '../../../electron/runtime/budgets/budget-handlers.ts';
import { setBudget } from '../../../electron/runtime/budgets/decide-budget.ts';
import { standOf } from '../../../electron/runtime/budgets/stands.ts';
import type { HostCall } from '../../../electron/runtime/hosts/protocol.ts';
import { spendingOf } from '../../../electron/runtime/store/spending-reads.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

const hour = 3_600_000;

async function openDesk(): Promise<EngineDesk> {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  await engine.transact({}, ({ settings }) => ({
    ok: true,
    changes: [{ put: 'settings', settings: { ...settings, timeZone: 'UTC' } }],
    reply: null,
  }));
  return desk;
}

async function begin(desk: EngineDesk): Promise<string> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

async function setDay(
  desk: EngineDesk,
  measure: string,
  limit: number,
  atLimit: 'ask' | 'fail' = 'ask',
): Promise<void> {
  const { engine } = desk.made;
  const scope = { per: 'day', agentId: null, lane: null, measure } as const;
  await engine.transact({}, setBudget({ ...scope, limit, atLimit }, ada, engine.stores.budgets.known));
}

/** What the run has proposed and nobody has decided. */
async function approve(desk: EngineDesk, runId: string): Promise<void> {
  const { effects } = desk.made.engine.stores;
  for (const { effectId, envelopeHash } of effects.ofRun(runId)) {
    const approval = effects.bundle(effectId)?.approval;
    if (approval?.status !== 'pending') continue;
    const { approvalId, version } = approval;
    const by = { person: ada, repeatable: undefined };
    const [decided] = await desk.broker.approve([{ approvalId, envelopeHash, version }], by, '');
    expect(decided).toMatchObject({ outcome: 'decided' });
  }
}

function stand(desk: EngineDesk): { used: number; reserved: number; unknown: number } {
  const { engine } = desk.made;
  const [budget] = engine.stores.budgets.all();
  if (budget === undefined) throw new Error('there is no budget');
  const { used, reserved, unknown } = standOf(
    budget,
    spendingOf(engine.stores, engine.now, () => 'UTC'),
  );
  return { used, reserved, unknown };
}

function callOf(path: string, kind: HostCall['kind'], tokens = 0): HostCall {
  return { path, kind, name: 'a call', attempt: 1, expected: tokens > 0 ? { tokens } : {} };
}

async function ask(desk: EngineDesk, runId: string, activation: number, call: HostCall): Promise<boolean> {
  desk.toHost.length = 0;
  desk.fromHost({ kind: 'reserve', runId, activation, call });
  await desk.settle();
  return desk.toHost.some((message) => message.kind === 'reserved' && message.path === call.path);
}

async function record(
  desk: EngineDesk,
  runId: string,
  activation: number,
  path: string,
  tokens: number,
): Promise<void> {
  const made = stepRecord(path, { kind: 'model', name: 'a call', used: { tokens } });
  desk.fromHost({ kind: 'record', runId, activation, record: made });
  await desk.settle();
}

test('what an activation that is over still says settles nothing; its model call stays reserved as unknown', async () => {
  const desk = await openDesk();
  await setDay(desk, 'tokens', 1_000);
  const runId = await begin(desk);
  expect(await ask(desk, runId, 1, callOf('0', 'model', 300))).toBe(true);
  expect(stand(desk)).toEqual({ used: 0, reserved: 300, unknown: 0 });
  desk.activations.hostGone('host', { kind: 'told', reason: 'it was killed' });
  await desk.settle();
  expect(stand(desk)).toEqual({ used: 0, reserved: 0, unknown: 300 });
  await record(desk, runId, 1, '0', 250);
  expect(await ask(desk, runId, 1, callOf('1', 'model', 10))).toBe(false);
  expect(stand(desk)).toEqual({ used: 0, reserved: 0, unknown: 300 });
});

test('a day ends at midnight of the workspace’s zone; a clock that is set back gives nothing of it back', async () => {
  const desk = await openDesk();
  await setDay(desk, 'tokens', 100);
  const runId = await begin(desk);
  expect(await ask(desk, runId, 1, callOf('0', 'model', 100))).toBe(true);
  await record(desk, runId, 1, '0', 100);
  expect(stand(desk)).toEqual({ used: 100, reserved: 0, unknown: 0 });
  await desk.pass(23.9 * hour);
  expect(stand(desk)).toMatchObject({ used: 100 });
  desk.clock.setWall(desk.clock.now() - 30 * hour);
  await desk.settle();
  expect(stand(desk)).toMatchObject({ used: 100 });
  expect(await ask(desk, runId, 1, callOf('1', 'model', 1))).toBe(false);
  await desk.pass(31 * hour);
  expect(stand(desk)).toMatchObject({ used: 0 });
});

test('a call over midnight is reserved on both days and counts on the one it ends on', async () => {
  const desk = await openDesk();
  await setDay(desk, 'tokens', 100);
  const runId = await begin(desk);
  expect(await ask(desk, runId, 1, callOf('0', 'model', 80))).toBe(true);
  await desk.pass(25 * hour, 2);
  expect(stand(desk)).toEqual({ used: 0, reserved: 80, unknown: 0 });
  await record(desk, runId, 1, '0', 70);
  expect(stand(desk)).toEqual({ used: 70, reserved: 0, unknown: 0 });
});

test('a budget of steps set while a run works is told to its host, which asks from then on', async () => {
  const desk = await openDesk();
  const runId = await begin(desk);
  expect(desk.toHost.find((message) => message.kind === 'start')).toMatchObject({ countsSteps: false });
  desk.fromHost({ kind: 'record', runId, activation: 1, record: stepRecord('0') });
  await desk.settle();
  await setDay(desk, 'steps', 2);
  await desk.activations.budgetsChanged();
  // What it has done before is counted from the first moment on.
  expect(stand(desk)).toMatchObject({ used: 1 });
  expect(desk.toHost).toContainEqual({ kind: 'counts-steps', runId, activation: 1, countsSteps: true });
  expect(await ask(desk, runId, 1, callOf('1', 'step'))).toBe(true);
  desk.fromHost({ kind: 'record', runId, activation: 1, record: stepRecord('1') });
  await desk.settle();
  expect(stand(desk)).toMatchObject({ used: 2 });
  expect(await ask(desk, runId, 1, callOf('2', 'step'))).toBe(false);
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'paused', pause: { by: 'The budget' } });
});

test('an effect whose end is not known keeps its call reserved until a person has settled it', async () => {
  const desk = await openEngineDesk({ isToolStuck: true });
  onTestFinished(() => desk.made.close());
  await setDay(desk, 'tool-calls', 1);
  const runId = await begin(desk);
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(2, 2);
  await approve(desk, runId);
  await desk.pass(60_000, 20);
  expect(stand(desk)).toEqual({ used: 0, reserved: 1, unknown: 0 });
  expect(desk.made.engine.stores.calls.open(runId)).toMatchObject([{ kind: 'effect', status: 'reserved' }]);
});

test('a budget of tool calls that fails ends a run that waits for its action, and takes back what the run asked for', async () => {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { stores } = desk.made.engine;
  await setDay(desk, 'tool-calls', 1, 'fail');
  const runId = await begin(desk);
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(2, 2);
  await approve(desk, runId);
  await desk.pass(60_000, 20);
  const [first] = stores.effects.ofRun(runId);
  expect(first?.status).toBe('done');
  desk.fromHost(proposalOf(runId, 'r-2', '1'));
  await desk.pass(2, 2);
  desk.fromHost({ kind: 'idle', runId, activation: 1, waits: ['approval'], heard: 3 });
  await desk.settle();
  expect(stores.runs.load(runId)?.status).toBe('waiting-approval');
  await approve(desk, runId);
  const undo = await desk.verb('effect.compensate', { effectId: first?.effectId });
  await desk.pass(60_000, 20);
  expect(stores.runs.load(runId)).toMatchObject({ status: 'failed', error: { code: 'budget-exceeded' } });
  const statuses = stores.effects.ofRun(runId).map(({ path, status }) => `${path} ${status}`);
  // A person asked for that by itself, whatever becomes of the run.
  expect(undo).toMatchObject({ status: 'waiting-decision' });
  expect(statuses).toEqual(['0 done', '1 refused', `undo:${first?.effectId} waiting-decision`]);
  expect(stores.calls.open(runId)).toEqual([]);
});

test('a run that asks for more than its budget holds while it is being cancelled is cancelled, not paused', async () => {
  const desk = await openDesk();
  const { stores } = desk.made.engine;
  await setDay(desk, 'steps', 1);
  const runId = await begin(desk);
  expect(await ask(desk, runId, 1, callOf('0', 'step'))).toBe(true);
  const cancelled = desk.verb('run.cancel', { runId });
  expect(await ask(desk, runId, 1, callOf('1', 'step'))).toBe(false);
  await cancelled;
  expect(stores.runs.load(runId)?.status).toBe('cancelled');
  expect(desk.activations.live(runId)).toBeUndefined();
  expect(stand(desk)).toMatchObject({ reserved: 0 });
});

test('raised for one run, a shared budget lets the others that stand at it go on, the oldest first, as far as it has room', async () => {
  const desk = await openDesk();
  const { engine } = desk.made;
  await setDay(desk, 'tokens', 10);
  const [first, ...others] = [await begin(desk), await begin(desk), await begin(desk), await begin(desk)];
  expect(await ask(desk, first, 1, callOf('0', 'model', 10))).toBe(true);
  await record(desk, first, 1, '0', 10);
  for (const runId of others) expect(await ask(desk, runId, 1, callOf('0', 'model', 10))).toBe(false);
  const statuses = (): unknown[] => others.map((runId) => engine.stores.runs.load(runId)?.status);
  expect(statuses()).toEqual(['paused', 'paused', 'paused']);
  const { 'budget.raise': raise } = budgetHandlers({ ...desk, engine, stores: engine.stores });
  const call = { person: ada, options: {}, method: 'budget.raise' };
  await raise?.({ runId: others[1], limit: 30, reason: '' } as never, call);
  await desk.settle();
  expect(statuses()).toEqual(['running', 'running', 'paused']);
});

test('who stands at a budget goes on when it is set higher or removed, the oldest first, as far as it has room', async () => {
  const desk = await openDesk();
  const { engine } = desk.made;
  await setDay(desk, 'tokens', 10);
  const [first, ...others] = [await begin(desk), await begin(desk), await begin(desk), await begin(desk)];
  expect(await ask(desk, first, 1, callOf('0', 'model', 10))).toBe(true);
  await record(desk, first, 1, '0', 10);
  for (const runId of others) expect(await ask(desk, runId, 1, callOf('0', 'model', 10))).toBe(false);
  const statuses = (): unknown[] => others.map((runId) => engine.stores.runs.load(runId)?.status);
  const handlers = budgetHandlers({ ...desk, engine, stores: engine.stores });
  const call = { person: ada, options: {}, method: 'budget.set' };
  const scope = { per: 'day', agentId: null, lane: null, measure: 'tokens' };
  await handlers['budget.set']?.({ ...scope, limit: 25, atLimit: 'ask' } as never, call);
  await desk.settle();
  expect(statuses()).toEqual(['running', 'paused', 'paused']);
  const [budget] = engine.stores.budgets.all();
  await handlers['budget.remove']?.({ budgetId: budget?.budgetId ?? '' } as never, call);
  await desk.settle();
  expect(statuses()).toEqual(['running', 'running', 'running']);
});
