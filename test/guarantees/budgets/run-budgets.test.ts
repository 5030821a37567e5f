import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BudgetStand, CallLine } from '../../../shared/domain/budget.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import {
  agentFolder,
  editFile,
  startFurnished,
  startRuntime,
  type RuntimeProcess,
} from '../../helpers/runtime-process.ts';
import { preparedWorkspace, policyHolding } from '../../helpers/prepared-workspace.ts';
import {
  approvalsAre,
  journalOf,
  runIs,
  seen,
  show,
  startPlan,
  updateOf,
  type PlanEntry,
} from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startFurnished();
});
afterAll(() => runtime.stop());

interface Limit {
  readonly measure: string;
  readonly limit: number;
  readonly atLimit?: 'ask' | 'fail';
}

async function start(plan: readonly PlanEntry[], ...budgets: Limit[]): Promise<string> {
  return (await runtime.call('run.start', { agentId: 'scripted', input: { plan }, budgets })).runId;
}

const steps = (many: number): PlanEntry[] =>
  Array.from({ length: many }, (_, n) => ({ do: 'step', name: `step ${n}` }));

async function standOf(runId: string, budgetId: string): Promise<BudgetStand | undefined> {
  return (await runtime.call('budget.ofRun', { runId })).stands.find((stand) => stand.budgetId === budgetId);
}

async function linesOf(runId: string): Promise<readonly CallLine[]> {
  return (await runtime.call('budget.ofRun', { runId })).lines;
}

async function auditKinds(runId: string): Promise<string[]> {
  const { events } = await runtime.call('audit.list', { limit: 500 });
  return events.filter((event) => event.runId === runId).map(({ kind }) => kind);
}

test('a run that stands at its budget pauses and says what was used and asked; raised, it goes on and does nothing again', async () => {
  const runId = await start(steps(4), { measure: 'steps', limit: 2 });
  const paused = await runIs(runtime, runId, 'paused');
  expect(paused.pause?.budget).toMatchObject({
    budgetId: 'own:steps',
    used: 2,
    reserved: 0,
    limit: 2,
    asked: 1,
    what: 'step 2',
  });
  expect(paused.pause?.reason).toContain('the budget it was started with holds 2 steps');
  await expect(runtime.call('budget.raise', { runId, limit: 2 })).rejects.toMatchObject({ code: 'invalid-input' });
  await runtime.call('budget.raise', { runId, limit: 10, reason: 'worth it' });
  await runIs(runtime, runId, 'succeeded');
  expect(await standOf(runId, 'own:steps')).toMatchObject({ used: 4, reserved: 0, limit: 10 });
  const done = (await journalOf(runtime, runId)).filter(({ phase }) => phase === 'done');
  expect(new Set(done.map(({ path }) => path)).size).toBe(done.length);
  expect(await auditKinds(runId)).toEqual(expect.arrayContaining(['budget.stopped', 'budget.raised']));
});

test('resumed without a raise, it stands at its budget again; ended, it stops', async () => {
  const runId = await start(steps(2), { measure: 'steps', limit: 1 });
  await runIs(runtime, runId, 'paused');
  const resumed = await runtime.call('run.resume', { runId });
  expect(resumed.status).toBe('queued');
  await runIs(runtime, runId, 'paused');
  await runtime.call('run.cancel', { runId, reason: 'not worth more' });
  await runIs(runtime, runId, 'cancelled');
});

test('a budget that fails ends the run with a stable code, and keeps what was done; raised, a retry goes on from there', async () => {
  const runId = await start(steps(3), { measure: 'steps', limit: 2, atLimit: 'fail' });
  const failed = await runIs(runtime, runId, 'failed');
  expect(failed).toMatchObject({ partial: true, error: { code: 'budget-exceeded' } });
  await runtime.call('budget.raise', { runId, budgetId: 'own:steps', limit: 3 });
  const path = (await journalOf(runtime, runId)).at(-1)?.path ?? '';
  await runtime.call('run.retry', { runId, path });
  await runIs(runtime, runId, 'failed', 'succeeded');
  // What was kept is not counted again; the one step done again is.
  expect(await standOf(runId, 'own:steps')).toMatchObject({ used: 3, limit: 3 });
});

test('tokens and money are reserved by what a call expects and settled by what it used', async () => {
  const call = (spent: object): PlanEntry => ({
    do: 'model',
    name: 'draft',
    spent,
    options: { estimate: { tokens: 1_000, money: '0.05 EUR' } },
  });
  const plan = [
    call({ tokens: 700, money: '0.0312 EUR' }),
    call({ tokens: 900, money: '0.04 EUR' }),
    call({ tokens: 1 }),
  ];
  const runId = await start(plan, { measure: 'tokens', limit: 2_500 }, { measure: 'money:EUR', limit: 1_000_000 });
  const { pause } = await runIs(runtime, runId, 'paused');
  expect(pause?.budget).toMatchObject({ budgetId: 'own:tokens', used: 1_600, asked: 1_000, limit: 2_500 });
  expect(await standOf(runId, 'own:money:EUR')).toMatchObject({ used: 71_200, reserved: 0, unknown: 0 });
  await runtime.call('budget.raise', { runId, limit: 2_600 });
  await runIs(runtime, runId, 'succeeded');
  expect((await runtime.call('budget.ofRun', { runId })).used).toMatchObject({
    tokens: 1_601,
    'money:EUR': 71_200,
    'model-calls': 3,
    steps: 3,
  });
  expect((await linesOf(runId)).map(({ status, used }) => `${status} ${used?.['tokens']}`)).toEqual([
    'settled 700',
    'settled 900',
    'settled 1',
  ]);
});

test('branches of one run reserve of the same budget: what has no room waits for what is under way, and is stopped only when that has ended', async () => {
  const call: PlanEntry = { do: 'model', name: 'a', spent: { tokens: 10 }, options: { estimate: { tokens: 10 } } };
  const branches = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`b${n}`, [call]]));
  const runId = await start([{ do: 'all', branches }], { measure: 'tokens', limit: 30 });
  await runIs(runtime, runId, 'paused');
  expect(await standOf(runId, 'own:tokens')).toMatchObject({ used: 30, reserved: 0, unknown: 0 });
  expect((await linesOf(runId)).map(({ status }) => status)).toEqual(['settled', 'settled', 'settled']);
});

test('branches that use less than they reserved are all made, however many wait for room', async () => {
  const small: PlanEntry = { do: 'model', name: 'small', spent: { tokens: 1 } };
  const branches = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`b${n}`, [small]]));
  const runId = await start([{ do: 'all', branches }], { measure: 'tokens', limit: 30 });
  await runIs(runtime, runId, 'succeeded');
  expect(await standOf(runId, 'own:tokens')).toMatchObject({ used: 6, reserved: 0 });
});

test('many runs at once make as many calls as their agent’s day has room for, and the others stand there', async () => {
  const set = await runtime.call('budget.set', {
    per: 'day',
    agentId: 'scripted',
    lane: null,
    measure: 'model-calls',
    limit: 500,
  });
  const used = (await runtime.call('budget.list', {})).budgets.find(({ budgetId }) => budgetId === set.budgetId)?.stand;
  const before = (used?.used ?? 0) + (used?.unknown ?? 0);
  const changed = { per: 'day', agentId: 'scripted', lane: null, measure: 'model-calls', limit: before + 4 } as const;
  await runtime.call('budget.set', { ...changed, version: set.version });
  await expect(runtime.call('budget.set', { ...changed, version: set.version })).rejects.toMatchObject({
    code: 'stale',
  });
  const plan: PlanEntry[] = [{ do: 'model', name: 'one call' }];
  const runIds = await Promise.all(Array.from({ length: 9 }, () => startPlan(runtime, plan)));
  const ended: RunSummary[] = await Promise.all(runIds.map((runId) => runIs(runtime, runId, 'succeeded', 'paused')));
  const stopped = ended.filter(({ status }) => status === 'paused');
  expect(stopped).toHaveLength(5);
  const listed = (await runtime.call('budget.list', {})).budgets.find(({ budgetId }) => budgetId === set.budgetId);
  expect(listed?.stand).toMatchObject({ used: (used?.used ?? 0) + 4, reserved: 0, limit: before + 4 });
  await runtime.call('budget.remove', { budgetId: set.budgetId });
  for (const { runId } of stopped) await runtime.call('run.resume', { runId });
  for (const { runId } of stopped) await runIs(runtime, runId, 'succeeded');
  await expect(runtime.call('budget.remove', { budgetId: set.budgetId })).rejects.toMatchObject({ code: 'not-found' });
});

test('a budget of tool calls is looked at where the effect is handed over: what was decided waits for the raise', async () => {
  const runId = await start([updateOf('tc-1'), updateOf('tc-2')], { measure: 'tool-calls', limit: 1 });
  for (const _ of [1, 2]) {
    const pending = await approvalsAre(runtime, runId, 'pending');
    await runtime.call('approval.approve', { items: pending.map(seen) });
  }
  const { pause } = await runIs(runtime, runId, 'paused');
  expect(pause?.budget).toMatchObject({ budgetId: 'own:tool-calls', what: 'record.update', used: 1, asked: 1 });
  const { effects } = await show(runtime, runId);
  expect(effects.map(({ dispatches }) => dispatches)).toEqual([1, 0]);
  await runtime.call('budget.raise', { runId, limit: 2 });
  await runIs(runtime, runId, 'succeeded');
  expect((await linesOf(runId)).map(({ kind, status, used }) => `${kind} ${status} ${used?.['tool-calls']}`)).toEqual([
    'effect settled 1',
    'effect settled 1',
  ]);
});

test('a sandbox run calls no tool and uses none of the budget for it; its steps count', async () => {
  const plan = [...steps(1), updateOf('sb-9')];
  const budgets = [{ measure: 'tool-calls', limit: 1 }];
  const run = await runtime.call('run.start', { agentId: 'scripted', input: { plan }, sandbox: true, budgets });
  await runtime.call('approval.approve', { items: (await approvalsAre(runtime, run.runId, 'pending')).map(seen) });
  await runIs(runtime, run.runId, 'succeeded');
  expect((await runtime.call('budget.ofRun', { runId: run.runId })).used).toMatchObject({ steps: 1 });
  expect(await standOf(run.runId, 'own:tool-calls')).toMatchObject({ used: 0, reserved: 0 });
});

test('a fork is under the budgets of its origin and has used nothing of them', async () => {
  const runId = await start(steps(3), { measure: 'steps', limit: 2 });
  await runIs(runtime, runId, 'paused');
  const { runId: fork } = await runtime.call('run.fork', { runId, path: '1' });
  await runIs(runtime, fork, 'succeeded');
  expect(await standOf(fork, 'own:steps')).toMatchObject({ used: 2, limit: 2 });
  await runtime.call('run.cancel', { runId });
});

test('a run that goes on as another goes on under the same budget, with what is left of it', async () => {
  const next: PlanEntry = { do: 'continue', plan: steps(2) };
  const runId = await start([...steps(2), next], { measure: 'steps', limit: 3 });
  const { runs } = await runtime.until(async () => {
    const page = await runtime.call('run.list', { filter: { status: ['paused'] } });
    return page.runs.some(({ pause }) => pause?.budget?.ownerId === runId) ? page : undefined;
  });
  const continued = runs.find(({ pause }) => pause?.budget?.ownerId === runId);
  expect(continued?.runId).not.toBe(runId);
  expect(continued?.pause?.budget).toMatchObject({
    budgetId: `own:steps@${runId}`,
    used: 3,
    usedByIt: 1,
    limit: 3,
    from: 'start',
  });
  await runtime.call('run.cancel', { runId: continued?.runId ?? '' });
});

test('what an agent’s manifest gives each run fails it unless the start gives another', async () => {
  const folder = agentFolder('scripted');
  editFile(`${folder}/agent.js`, "id: 'scripted'", "id: 'thrifty'");
  editFile(
    `${folder}/manifest.json`,
    '"id": "scripted",',
    '"id": "thrifty", "budgets": { "steps": 1, "money": "0.10 EUR" },',
  );
  await runtime.call('agent.add', { folder });
  const given = await runtime.call('run.start', { agentId: 'thrifty', input: { plan: steps(2) } });
  const failed = await runIs(runtime, given.runId, 'failed');
  expect(failed.error).toMatchObject({
    code: 'budget-exceeded',
    message: expect.stringContaining('the budget its agent gives each run'),
  });
  expect(await standOf(given.runId, 'own:money:EUR')).toMatchObject({ limit: 100_000, atLimit: 'fail', from: 'agent' });
  const budgets = [{ measure: 'steps', limit: 2 }];
  const more = await runtime.call('run.start', { agentId: 'thrifty', input: { plan: steps(2) }, budgets });
  await runIs(runtime, more.runId, 'succeeded');
});

test('what cannot be a budget is refused, and nothing is started or changed', async () => {
  const refused = async (call: Promise<unknown>, code: string): Promise<void> =>
    expect(call).rejects.toMatchObject({ code });
  await refused(start([], { measure: 'hours', limit: 1 }), 'invalid-input');
  await refused(start([], { measure: 'steps', limit: 0 }), 'invalid-input');
  await refused(start([], { measure: 'money:euro', limit: 5 }), 'invalid-input');
  const runId = await startPlan(runtime, []);
  await runIs(runtime, runId, 'succeeded');
  await refused(runtime.call('budget.raise', { runId, limit: 5 }), 'wrong-state');
  await refused(runtime.call('budget.raise', { runId, budgetId: 'own:steps', limit: 5 }), 'not-found');
  await refused(runtime.call('budget.raise', { runId: 'nobody', limit: 5 }), 'not-found');
  await refused(runtime.call('settings.change', { timeZone: 'Middle/Earth' }), 'invalid-input');
});

test('killed in a model call, nobody knows what it cost: it stays reserved and says so, and the call is made again within budget', async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const first = await startFurnishedIn(workspace);
  const plan: PlanEntry[] = [
    { do: 'model', name: 'known', spent: { tokens: 50 } },
    { do: 'model', name: 'cut off', untilAborted: true, options: { estimate: { tokens: 400 } } },
  ];
  const budgets = [{ measure: 'tokens', limit: 700 }];
  const { runId } = await first.call('run.start', { agentId: 'scripted', input: { plan }, budgets });
  // Nothing is told of a reservation: it is looked for, one answer after the other.
  for (
    let lines: readonly CallLine[] = [];
    !lines.some(({ name, status }) => name === 'cut off' && status === 'reserved');
  )
    ({ lines } = await first.call('budget.ofRun', { runId }));
  await first.kill();
  const second = await startFurnishedIn(workspace);
  // 50 used, 400 unknown: the 400 it asks for again are more than there are left.
  const { pause } = await second.until(async () => {
    const { run } = await second.call('run.show', { runId });
    return run.status === 'paused' ? run : undefined;
  });
  expect(pause?.budget).toMatchObject({ used: 50, unknown: 400, reserved: 0, asked: 400, limit: 700 });
  expect(pause?.reason).toContain('400 tokens reserved by calls whose end is not known');
  const { lines } = await second.call('budget.ofRun', { runId });
  expect(lines.map(({ name, status }) => `${name} ${status}`)).toEqual(['known settled', 'cut off unknown']);
  await second.stop();
});

async function startFurnishedIn(workspace: string): Promise<RuntimeProcess> {
  const started = await startRuntime({ workspace });
  const { agents } = await started.call('agent.list', {});
  if (!agents.some(({ agentId }) => agentId === 'scripted'))
    await started.call('agent.add', { folder: agentFolder('scripted') });
  return started;
}
