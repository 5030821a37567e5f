import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, keepRuntime, lanekeeper, preparedWorkspace } from './lanekeeper-command.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly budgets: readonly {
    readonly budgetId: string;
    readonly used: number;
    readonly reserved: number;
    readonly limit: number;
  }[];
}

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
  const scripted = join(import.meta.dirname, '../../fixtures/agents/scripted');
  await lanekeeper(workspace, ['agents', 'add', scripted]);
});
afterAll(() => endRuntime());

const twoSteps = `plan=${JSON.stringify([{ do: 'step' }, { do: 'step' }])}`;

test('a run is started under budgets, stands at one and says what to do, and goes on once it is raised', async () => {
  const args = ['run', 'scripted', '--set', twoSteps, '--budget', 'steps=1,money=2.50EUR', '--budget', 'wall=10m'];
  const started = await json<Shown>(workspace, [...args, '--wait']);
  expect(started.value).toMatchObject({ status: 'paused' });
  expect(started.value.budgets.map(({ budgetId, limit }) => [budgetId, limit])).toEqual([
    ['own:steps', 1],
    ['own:money:EUR', 2_500_000],
    ['own:wall', 600_000],
  ]);
  const { id } = started.value;
  const shown = await lanekeeper(workspace, ['runs', 'show', id]);
  expect(shown.stdout).toMatch(/steps, as started +1 step +0 steps +1 step +pauses and asks/);
  expect(shown.stdout).toContain('2.50 EUR');
  expect(shown.stderr).toContain(`lanekeeper runs raise ${id} steps=2`);
  const raised = await json<Shown>(workspace, ['runs', 'raise', id, 'steps=2', '--reason', 'worth it']);
  expect(raised.code).toBe(0);
  const ended = await json<Shown>(workspace, ['runs', 'show', id, '--wait']);
  expect(ended.value.status).toBe('succeeded');
});

test('a budget of the workspace is set, changed, listed as it stands and removed', async () => {
  const args = ['budgets', 'set', 'steps=500', '--per', 'day', '--agent', 'scripted', '--at-limit', 'fail'];
  const set = await json<{ budgetId: string; version: number }>(workspace, args);
  expect(set.value).toMatchObject({ budgetId: 'day:steps@scripted', version: 1 });
  await lanekeeper(workspace, ['budgets', 'set', 'steps=600', '--per', 'day', '--agent', 'scripted']);
  const listed = await lanekeeper(workspace, ['budgets', 'list']);
  expect(listed.stdout).toMatch(/day:steps@scripted +\d+ steps? +0 steps +600 steps +pauses and asks/);
  expect(listed.stdout).toMatch(/^scripted: .*step/m);
  expect((await lanekeeper(workspace, ['budgets', 'remove', 'day:steps@scripted'])).code).toBe(0);
  expect((await json<{ budgets: object[] }>(workspace, ['budgets', 'list'])).value.budgets).toEqual([]);
});

test('a model call whose end nobody knows is listed with its line, and settled by what it cost', async () => {
  const plan = `plan=${JSON.stringify([{ do: 'model', name: 'draft', untilAborted: true, options: { estimate: { tokens: 400 } } }])}`;
  const { value } = await json<Shown>(workspace, ['run', 'scripted', '--set', plan, '--budget', 'tokens=1000']);
  const shown = async (): Promise<Shown> => (await json<Shown>(workspace, ['runs', 'show', value.id])).value;
  // Nothing is told of a reservation: it is looked for, one answer after the other.
  for (let reserved = 0; reserved < 400;) reserved = (await shown()).budgets[0]?.reserved ?? 0;
  await lanekeeper(workspace, ['runs', 'kill', value.id, '--reason', 'cut off']);
  const { stdout } = await lanekeeper(workspace, ['runs', 'show', value.id]);
  const line = /draft +(\S+#1\.1) +400 tokens/.exec(stdout)?.[1] ?? '';
  const settle = (...more: string[]) => lanekeeper(workspace, ['budgets', 'settle', value.id, line, ...more]);
  expect(await settle('tokens=120')).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') });
  expect(await settle('--reason', 'their bill')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--nothing'),
  });
  expect((await settle('tokens=120', 'money=0.02EUR', '--reason', 'their bill')).stdout).toContain('120 tokens');
  expect((await shown()).budgets).toMatchObject([{ used: 120, reserved: 0, unknown: 0 }]);
  expect((await settle('--nothing', '--reason', 'again')).code).toBe(1);
});

test.each([
  [['settings', 'set', 'unstatedTokens=none'], 2, 'no number of tokens'],
  [['settings', 'set', 'unstatedMoney=1,5'], 2, 'no amount such as 0.50'],
  [['run', 'scripted', '--budget', 'hours=3'], 2, '"hours=3" is not a budget.'],
  [['run', 'scripted', '--budget', 'tokens=0'], 2, '"tokens=0" is not a budget.'],
  [['run', 'scripted', '--budget', 'money=2,50EUR'], 2, '"money=2" is not a budget.'],
  [['run', 'scripted', '--budget', 'steps=1,steps=2'], 2, 'There are two budgets for steps'],
  [['budgets', 'set', 'wall=10'], 2, '"wall=10" is not a budget.'],
  [['budgets', 'set', 'steps=1', '--per', 'week'], 2, '--per week is none of run, day, ever.'],
  [['budgets', 'set', 'steps=1', '--agent', 'nobody'], 1, 'There is no agent "nobody".'],
  [['budgets', 'remove', 'day:steps'], 1, 'There is no budget "day:steps".'],
  [['runs', 'raise', 'nothing', 'steps=3'], 1, 'There is no run nothing.'],
  [['settings', 'set', 'timeZone=Middle/Earth'], 1, 'is no time zone'],
])('bad input is answered clearly: lanekeeper %j', async (args, exit, sentence) => {
  const { code, stderr, stdout } = await lanekeeper(workspace, args);
  expect([code, stderr + stdout]).toEqual([exit, expect.stringContaining(sentence)]);
});
