import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queue, QueueSummary } from '../../../shared/domain/queue.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import { json, keepRuntime, lanekeeper, preparedWorkspace } from './lanekeeper-command.ts';

interface Shown {
  readonly queue: QueueSummary;
  readonly waiting: readonly RunSummary[];
  readonly delayed: readonly RunSummary[];
}

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

async function run(...args: string[]): Promise<string> {
  const { code, value } = await json<{ id: string }>(workspace, ['run', 'hello', '--set', 'name=Ada', ...args]);
  expect(code).toBe(0);
  return value.id;
}

async function show(name: string): Promise<Shown> {
  return (await json<Shown>(workspace, ['queues', 'show', name])).value;
}

test('a queue is made, limited, paused and resumed, and its runs are placed', async () => {
  // A second try finds the queue of the first.
  const mail = `mail-${Date.now()}`;
  const limits = ['--concurrency', '2', '--rate', '10/1m', '--capacity', '3'];
  const made = await json<Queue>(workspace, ['queues', 'add', mail, ...limits]);
  expect(made.value).toMatchObject({
    concurrency: 2,
    rate: { count: 10, periodMs: 60_000 },
    capacity: 3,
    perKey: null,
  });
  const set = await json<Queue>(workspace, ['queues', 'set', mail, '--concurrency', 'none', '--per-key', '1']);
  expect(set.value).toMatchObject({ concurrency: null, perKey: 1, capacity: 3, version: 2 });
  await lanekeeper(workspace, ['queues', 'pause', mail, '--reason', 'upkeep']);

  const first = await run('--queue', mail, '--key', 'acme');
  const second = await run('--queue', mail, '--dedup', 'k');
  const again = await lanekeeper(workspace, ['run', 'hello', '--set', 'name=Ada', '--queue', mail, '--dedup', 'k']);
  expect(again.stderr).toContain(`Nothing new was started: run ${second} of hello holds the key "k"`);
  expect((await show(mail)).waiting.map(({ runId }) => runId)).toEqual([first, second]);

  await lanekeeper(workspace, ['runs', 'prioritise', second, '5']);
  await lanekeeper(workspace, ['runs', 'delay', first, '2h']);
  const placed = await show(mail);
  expect([placed.waiting.map(({ runId }) => runId), placed.delayed.map(({ runId }) => runId)]).toEqual([
    [second],
    [first],
  ]);
  const text = await lanekeeper(workspace, ['queues', 'show', mail]);
  expect(text.stdout).toMatch(/paused|Paused/);
  expect(text.stdout).toContain('In the order in which they will start');

  await run('--queue', mail);
  const full = await lanekeeper(workspace, ['run', 'hello', '--set', 'name=Ada', '--queue', mail]);
  expect([full.code, full.stderr]).toEqual([
    1,
    expect.stringContaining(`The queue "${mail}" is full: 3 runs wait in it`),
  ]);

  await lanekeeper(workspace, ['runs', 'move', first, 'default']);
  const bulk = ['runs', 'bulk', 'prioritise', first, second, '--priority', '7'];
  const named = await json<{ items: { subjectId: string; status: string }[] }>(workspace, bulk);
  expect(named.value.items).toMatchObject([
    { subjectId: first, status: 'applied' },
    { subjectId: second, status: 'applied' },
  ]);
  expect((await show(mail)).waiting.map(({ priority }) => priority)).toEqual([7, 0]);
  expect((await show('default')).delayed.map(({ runId }) => runId)).toEqual([first]);
  await lanekeeper(workspace, ['queues', 'resume', mail]);
  const listed = await lanekeeper(workspace, ['queues', 'list']);
  expect(listed.stdout).toMatch(new RegExp(`${mail} +background`));
});

test.each([
  [['queues', 'show', 'nowhere'], 1, 'There is no queue "nowhere".'],
  [['queues', 'add', 'mail2', '--lane', 'approval'], 2, 'is no lane with queues'],
  [['queues', 'add', 'mail2', '--rate', 'fast'], 2, '--rate fast is no rate.'],
  [['queues', 'add', 'mail2', '--capacity', '0'], 2, '--capacity 0 is not a whole number from 1.'],
  [['queues', 'set', 'default'], 2, 'Name a limit to change.'],
  [['queues', 'pause', 'nowhere'], 1, 'There is no queue "nowhere".'],
  [['queues', 'resume', 'default'], 1, '"default" is not paused.'],
  [['runs', 'prioritise', 'nobody', '5'], 1, 'There is no such run.'],
  [['runs', 'prioritise', 'nobody', 'high'], 2, 'high is no priority.'],
  [['runs', 'delay', 'nobody', 'later'], 2, '--delay later is not a span of time.'],
  [['runs', 'move', 'nobody'], 2, 'RUN QUEUE'],
  [['runs', 'bulk', 'kill'], 2, 'needs the runs it is for, or --filter TEXT'],
  [['runs', 'bulk', 'kill', 'nobody', '--filter', 'agent:hello'], 2, 'Name runs, or give --filter TEXT: not both.'],
  [['runs', 'bulk', 'kill', 'nobody'], 1, 'nobody names no run. Nothing was changed.'],
  [['runs', 'bulk', 'move', '--filter', 'agent:hello'], 1, 'To move runs, say to which queue.'],
  [['run', 'hello', '--debounce', '5s'], 2, '--debounce needs --dedup KEY'],
  [['run', 'hello', '--set', 'name=Ada', '--queue', 'nowhere'], 1, 'There is no queue "nowhere".'],
])('bad input is answered clearly: lanekeeper %j', async (args, exit, sentence) => {
  const { code, stderr, stdout } = await lanekeeper(workspace, args);
  expect([code, stderr + stdout]).toEqual([exit, expect.stringContaining(sentence)]);
});

test('what failed for good is listed, retried and dismissed with a reason', async () => {
  const listed = await lanekeeper(workspace, ['dead-letters', 'list']);
  expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining('No dead letters.')]);
  const without = await lanekeeper(workspace, ['dead-letters', 'dismiss', 'nobody']);
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--reason is missing')]);
  const unknown = await lanekeeper(workspace, ['dead-letters', 'retry', 'nobody', '--reason', 'why']);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('There is no such run.')]);
  const failing = ['--set', `plan=${JSON.stringify([{ do: 'throw' }])}`, '--wait'];
  await lanekeeper(workspace, ['agents', 'add', join(import.meta.dirname, '../../fixtures/agents/scripted')]);
  for (const _ of [1, 2]) await lanekeeper(workspace, ['run', 'scripted', ...failing]);
  const many = (...args: string[]) => lanekeeper(workspace, ['dead-letters', 'dismiss', '--reason', 'gone', ...args]);
  expect(await many()).toMatchObject({ code: 2, stderr: expect.stringContaining('--filter TEXT') });
  expect(await many('--filter', 'status:failed')).toMatchObject({ code: 2 });
  expect((await many('--filter', 'agent:scripted', '--preview')).stdout).toMatch(/Would dismiss +2 runs/);
  const done = await many('--filter', 'agent:scripted');
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('dismiss: 2 applied, 0 ignored of 2')]);
  expect((await lanekeeper(workspace, ['dead-letters', 'list'])).stdout).toContain('No dead letters.');
});
