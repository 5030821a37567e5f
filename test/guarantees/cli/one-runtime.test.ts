import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshWorkspace, json, preparedWorkspace, runtimePid, start } from './lanekeeper-command.ts';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly { name: string; status: string }[];
}

/** Its progress comes in order, but on a busy machine not every line of it: what is waited for is any line so far. */
const busy = ['run', 'hello', '--set', 'name=Bob', '--set', 'steps=20', '--set', 'stepMs=100'];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What was told of openings and starts, oldest first. */
async function openingsAndStarts(workspace: string): Promise<readonly string[]> {
  const { value } = await json<{ kind: string }[]>(workspace, ['audit', 'list', '--limit', '200']);
  const kinds = value.map(({ kind }) => kind).filter((kind) => ['workspace.opened', 'run.started'].includes(kind));
  return kinds.toReversed();
}

test('two commands at once on a fresh workspace both succeed', async () => {
  const workspace = freshWorkspace();
  const [people, agents] = await Promise.all([
    json<object>(workspace, ['people', 'add', 'ada', '--name', 'Ada']),
    json<object[]>(workspace, ['agents', 'list']),
  ]);
  expect([people.code, agents.code]).toEqual([0, 0]);
  const { value } = await json<object[]>(workspace, ['people', 'list']);
  expect(value).toEqual([{ id: 'ada', name: 'Ada', role: 'reviewer' }]);
});

test('two runs started at once share one runtime, and both come to their end', async () => {
  const workspace = await preparedWorkspace();
  const [one, other] = await Promise.all([
    json<Run>(workspace, [...busy, '--wait']),
    json<Run>(workspace, [...busy, '--wait']),
  ]);
  expect([one.code, one.value.status, other.code, other.value.status]).toEqual([0, 'succeeded', 0, 'succeeded']);
  expect((await openingsAndStarts(workspace)).join(' ')).toContain('workspace.opened run.started run.started');
});

test('a command that started a run stays until the run has ended, serves others meanwhile, and leaves no process behind', async () => {
  const workspace = await preparedWorkspace();
  const staying = start(workspace, [...busy, '--json']);
  await staying.said(/Staying until/);
  const pid = runtimePid(workspace);
  const during = await json<Run[]>(workspace, ['runs', 'list', '--status', 'running', '--status', 'queued']);
  expect(during.value.length).toBe(1);
  expect(runtimePid(workspace)).toBe(pid);
  const { code, stdout } = await staying.ended;
  expect(code).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(join(workspace, 'runtime.sock'))).toBe(false);
  const after = await json<Run>(workspace, ['runs', 'show', (JSON.parse(stdout) as Run).id]);
  expect(after.value.status).toBe('succeeded');
});

test('a waiting approval does not keep the command that started it', async () => {
  const workspace = await preparedWorkspace();
  const ended = await json<Run>(workspace, ['run', 'hello', '--set', 'name=Bob', '--set', 'records=1', '--wait']);
  expect([ended.code, ended.value.status]).toEqual([3, 'waiting-approval']);
  expect(isAlive(runtimePid(workspace))).toBe(false);
});

test('kill -9 of the runtime in the middle of a run: the command says so, starts it again, and the run ends with every step done once', async () => {
  const workspace = await preparedWorkspace();
  const waiting = start(workspace, [...busy, '--wait', '--json']);
  await waiting.said(/Greeted ([3-9]|1\d)/);
  const killed = runtimePid(workspace);
  process.kill(killed, 'SIGKILL');
  await waiting.said(/The runtime went away/);
  const { code, stdout } = await waiting.ended;
  const run = JSON.parse(stdout) as Run;
  expect([code, run.status]).toEqual([0, 'succeeded']);
  const names = Array.from({ length: 20 }, (_each, index) => `greet ${index + 1}`);
  expect(run.steps.map(({ name }) => name)).toEqual([...names, 'greeting.txt']);
  expect(run.steps.every(({ status }) => status === 'done')).toBe(true);
  expect(runtimePid(workspace)).not.toBe(killed);
  expect(isAlive(runtimePid(workspace))).toBe(false);
});

test('a command that had joined another’s runtime goes on when that one is killed', async () => {
  const workspace = await preparedWorkspace();
  const owner = start(workspace, [...busy, '--wait', '--json']);
  await owner.said(/Greeted \d/);
  const joined = start(workspace, [...busy, '--wait', '--json']);
  await joined.said(/Greeted ([2-9]|1\d)/);
  process.kill(runtimePid(workspace), 'SIGKILL');
  for (const { code, stdout } of [await owner.ended, await joined.ended])
    expect([code, (JSON.parse(stdout) as Run).status]).toEqual([0, 'succeeded']);
});

test('kill -9 of the command itself ends its runtime too, and the next command takes the run up', async () => {
  const workspace = await preparedWorkspace();
  const running = start(workspace, [...busy, '--wait']);
  await running.said(/Greeted ([2-9]|1\d)/);
  running.signal('SIGKILL');
  expect((await running.ended).code).toBe(null);
  const { value } = await json<Run[]>(workspace, ['runs', 'list']);
  const resumed = await json<Run>(workspace, ['runs', 'show', value[0]?.id ?? '', '--wait']);
  expect([resumed.code, resumed.value.status]).toEqual([0, 'succeeded']);
});

test('Ctrl+C ends the command in order with 130, and its run goes on at the next start', async () => {
  const workspace = await preparedWorkspace();
  const running = start(workspace, [...busy, '--wait']);
  await running.said(/Greeted ([2-9]|1\d)/);
  const pid = runtimePid(workspace);
  running.signal('SIGINT');
  const ended = await running.ended;
  expect([ended.code, ended.stderr]).toEqual([130, expect.stringContaining('runs go on at the next start')]);
  expect(isAlive(pid)).toBe(false);
  const { value } = await json<Run[]>(workspace, ['runs', 'list']);
  const resumed = await json<Run>(workspace, ['runs', 'show', value[0]?.id ?? '', '--wait']);
  expect([resumed.code, resumed.value.status]).toEqual([0, 'succeeded']);
});
