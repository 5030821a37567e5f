import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bound, complaints, json, keepRuntime, lanekeeper, preparedWorkspace, start } from './lanekeeper-command.ts';

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-input-'));
let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

/** A command that has to fail: its exit code and its error, both as JSON and in words for a person. */
async function failure(args: readonly string[]): Promise<{ code: number | null; error: Failure['error'] }> {
  const { code, value, stderr } = await json<Failure>(workspace, args);
  expect(Object.keys(value)).toEqual(['error']);
  expect(Object.keys(value.error)).toEqual(['code', 'message', 'hint']);
  expect(stderr).toContain(value.error.message);
  return { code, error: value.error };
}

const unknown = '01a1fc3e-0000-7000-8000-000000000000';

test.each([
  [['agents', 'show', 'nobody'], 'There is no agent "nobody".'],
  [['agents', 'add', '/nowhere/agent'], '/nowhere/agent is not an agent'],
  [['run', 'nobody', '--input-file', complaints], 'There is no agent "nobody". Nothing was started.'],
  [['runs', 'show', unknown], `There is no run ${unknown}.`],
  [['runs', 'cancel', unknown], 'There is no'],
  [['runs', 'retry', unknown], `There is no run ${unknown}.`],
  [['approvals', 'list', '--run', unknown], `There is no run ${unknown}.`],
  [['approvals', 'show', unknown], `There is no approval ${unknown}.`],
  [['approvals', 'approve', unknown], `There is no approval ${unknown}.`],
  [['approvals', 'reject', unknown, '--reason', 'no'], `There is no approval ${unknown}.`],
  [['effects', 'rollback', unknown], `There is no effect ${unknown}.`],
  [['effects', 'reconcile', unknown, '--happened', '--reason', 'seen'], `There is no effect ${unknown}.`],
  [['people', 'add', 'ada', '--name', 'Another Ada'], 'There is a profile "ada" already.'],
  [['stop', '--lift', '--reason', 'over'], 'No such stop is engaged.'],
  [['settings', 'set', 'publishFolder=/nowhere'], 'There is no folder /nowhere.'],
])('what is not there is said in words, with exit code 1: lanekeeper %j', async (args, sentence) => {
  const { code, error } = await failure(args);
  expect([code, error.message]).toEqual([1, expect.stringContaining(sentence)]);
});

test.each([
  [['runs', 'list', '--nope'], "Unknown option '--nope'."],
  [['runs', 'list', '--status', 'done'], '--status done is not a status of a run.'],
  [['runs', 'list', '--limit', '0'], '--limit 0 is not a whole number from 1.'],
  [['runs', 'show'], 'lanekeeper runs show needs RUN.'],
  [['runs', 'show', 'a', 'b'], 'lanekeeper runs show does not take "b".'],
  [['run'], 'lanekeeper run needs AGENT.'],
  [['run', 'hello', '--set', 'name'], '--set name has no value.'],
  [['run', 'hello', '--set', 'steps=some'], '--set steps=some is not a whole number.'],
  [
    ['run', 'ticket-review', '--input-file', complaints, '--set', 'colour=red'],
    'The agent\'s input has no field "colour".',
  ],
  [['approvals', 'approve'], 'Name approvals, or give --run RUN --all'],
  [['approvals', 'approve', 'a', '--all'], 'Name approvals, or give --run RUN --all'],
  [['approvals', 'approve', 'a@b'], 'a@b: the hash has to be the whole SHA-256'],
  [['approvals', 'approve', 'a', 'a'], 'Approval a is named twice.'],
  [['approvals', 'reject', 'a'], 'A rejection needs --reason TEXT'],
  [['approvals', 'list', '--status', 'open'], '--status open is not a status of an approval.'],
  [['effects', 'reconcile', 'a', '--reason', 'x'], 'Say one of --happened, --did-not-happen and --retry.'],
  [['people', 'add', 'Ada B', '--name', 'Ada'], 'Ada B is not an id'],
  [['people', 'add', 'bob'], 'A profile needs --name'],
  [['people', 'add', 'bob', '--name', 'Bob', '--role', 'king'], 'king is not a role.'],
  [['stop', '--agent', 'a', '--tool', 'b'], 'Name one of --agent, --tool and --class.'],
  [['stop', '--lift'], 'Lifting a stop is a decision'],
  [['settings', 'set', 'colour=red'], 'There is no setting "colour".'],
  [['serve', '--port', 'many'], '--port many is not a port'],
  [['audit', 'list', '--before', 'x'], '--before x is not a whole number'],
  [['doctor', 'please'], 'lanekeeper doctor does not take "please".'],
  [['dance'], 'There is no command "dance".'],
  [['runs', 'dance'], 'There is no command "runs dance".'],
  [[], 'No command was given.'],
])('what is written wrongly is usage, with exit code 2 and where to look: lanekeeper %j', async (args, sentence) => {
  const { code, error } = await failure(args);
  expect([code, error.message]).toEqual([2, expect.stringContaining(sentence)]);
  expect(error.hint).not.toBe('');
});

test.each([
  ['a file that is not there', () => join(folder, 'missing.csv'), 'There is no file'],
  ['a folder', () => folder, 'is a folder, not a file'],
  ['an empty file', () => written('empty.csv', ''), 'empty'],
])('%s is refused before anything is started', async (_what, path, sentence) => {
  const { code, error } = await failure(['run', 'ticket-review', '--input-file', path()]);
  expect([code, error.message]).toEqual([1, expect.stringContaining(sentence)]);
  const { value } = await json<unknown[]>(workspace, ['runs', 'list', '--agent', 'ticket-review']);
  expect(value).toEqual([]);
});

test.each([
  ['bytes that are no table', Buffer.from([0, 1, 2, 0, 255, 0, 7])],
  ['a header without rows', Buffer.from('id,text\n')],
])('%s end in a failed run with a clear sentence, exit code 1', async (what, bytes) => {
  const path = written(`${what.replaceAll(' ', '-')}.csv`, bytes);
  const args = ['run', 'ticket-review', '--input-file', path, '--wait'];
  const { code, value, stderr } = await json<{ status: string }>(workspace, args);
  expect([code, value.status]).toEqual([1, 'failed']);
  expect(stderr).toMatch(/The run is failed: .{20,}/);
});

test('an unreadable file is refused before anything is started', async () => {
  const path = written('secret.csv', 'a,b\n1,2\n', 0o000);
  // Its own runtime, which reads the file, is bound by permissions like the command that starts it.
  const own = await preparedWorkspace();
  const ended = await start(own, ['run', 'ticket-review', '--input-file', path], bound).ended;
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(`${path} cannot be read by this user.`)]);
  expect((await json<unknown[]>(own, ['runs', 'list'])).value).toEqual([]);
});

test('a column that the file does not have is named before anything is started, with those it has', async () => {
  const { code, error } = await failure(['run', 'ticket-review', '--input-file', complaints, '--set', 'text=Story']);
  expect([code, error.message]).toEqual([1, 'The file has no column "Story". Nothing was started.']);
  expect(error.hint).toContain('"Consumer complaint narrative"');
});

test('a workspace that is a file is refused in words', async () => {
  const ended = await lanekeeper(written('workspace', 'x'), ['runs', 'list']);
  expect([ended.code, ended.stderr]).toEqual([
    1,
    expect.stringContaining('is not a folder, so it cannot be a workspace.'),
  ]);
});

test('the audit log of a folder that never was a workspace is not called whole', async () => {
  const empty = join(folder, 'never-used');
  mkdirSync(empty);
  const { code, value } = await json<Failure>(empty, ['audit', 'verify']);
  expect([code, value.error.message]).toEqual([1, `There is no workspace in ${empty} yet.`]);
});

function written(name: string, content: string | Buffer, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  return path;
}
