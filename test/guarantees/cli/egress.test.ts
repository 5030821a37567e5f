import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ableModel } from '../../helpers/scripted-model/able.ts';
import { startScriptedModel } from '../../helpers/scripted-model/server.ts';
import { json, keepRuntime, lanekeeper, launcher, preparedWorkspace } from './lanekeeper-command.ts';

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

test('an origin is listed with what is known of it, changed, and taken off; what is no origin is refused with the reason', async () => {
  expect((await lanekeeper(workspace, ['egress', 'list'])).stdout).toContain('http.send may send nowhere');
  const refused = await lanekeeper(workspace, ['egress', 'allow', 'http://api.example.com']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('not encrypted')]);
  const origin = 'https://api.example.com';
  await lanekeeper(workspace, ['egress', 'allow', origin]);
  const args = ['--key-hours', '24', '--ask-path', '/requests/{key}', '--authorization', 'orders'];
  const listed = await lanekeeper(workspace, ['egress', 'allow', origin, ...args]);
  expect(listed.stdout).toContain('recognises a key for 24 hours, is asked for one at /requests/{key}');
  expect((await json(workspace, ['egress', 'list'])).value).toEqual([
    { origin, isPrivate: false, keyHours: 24, askPath: '/requests/{key}', authorizationRef: 'orders' },
  ]);
  expect((await lanekeeper(workspace, ['audit', 'list'])).stdout).toContain(`egress (${origin})`);
  expect((await lanekeeper(workspace, ['egress', 'deny', origin])).stdout).toContain('off the list');
  expect((await lanekeeper(workspace, ['egress', 'deny', origin])).code).toBe(1);
  expect((await lanekeeper(workspace, ['effects', 'unknown'])).stdout).toContain('Nothing is unknown');
});

/** As `ada` where nobody is named: she is the only one there. */
function setSecret(...as: string[]) {
  return spawnSync(process.execPath, [launcher, 'secrets', 'set', 'orders', '--workspace', workspace, ...as], {
    input: 'Bearer tok-5x2\n',
    encoding: 'utf8',
  });
}

test('a secret is taken from standard input and shown nowhere', async () => {
  const set = setSecret();
  expect([set.status, set.stdout]).toEqual([0, expect.stringContaining('"orders" is kept')]);
  expect(readFileSync(join(workspace, 'secrets', 'orders'), 'utf8')).toBe('Bearer tok-5x2');
  const listed = await lanekeeper(workspace, ['secrets', 'list']);
  expect(listed.stdout).toContain('orders');
  expect(listed.stdout + set.stdout + set.stderr).not.toContain('tok-5x2');
  expect((await lanekeeper(workspace, ['secrets', 'remove', 'orders'])).code).toBe(0);
  expect((await lanekeeper(workspace, ['secrets', 'remove', 'orders'])).code).toBe(1);
});

test('a model endpoint is added, tested and put into a chain; what stands in its way is said', async () => {
  const server = await startScriptedModel(ableModel);
  const models = (...args: string[]) => lanekeeper(workspace, ['models', ...args]);
  try {
    expect((await models('list')).stdout).toContain('the embedded engine answers');
    const bad = await models('add', 'local', '--url', 'ftp://x', '--local');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('baseUrl: is no address')]);
    const price = ['--price', 'scripted=0.5,0.05,2 EUR'];
    const added = await models('add', 'local', '--url', server.baseUrl, '--kind', 'compatible', '--local', ...price);
    expect(added.stderr).toContain(`egress allow ${server.origin} --private`);
    expect((await models('list')).stdout).toContain('not listed');
    expect((await models('test', 'local', 'scripted')).stdout).toMatch(/reachable +no .*is not listed/);
    await lanekeeper(workspace, ['egress', 'allow', server.origin, '--private']);
    const tested = await models('test', 'local', 'scripted');
    expect([tested.code, tested.stdout]).toEqual([0, expect.stringMatching(/background +yes/)]);
    expect((await models('chain', 'chat', 'other=m')).stderr).toContain('There is no endpoint "other"');
    expect((await models('chain', 'chat', 'local=scripted')).stdout).toMatch(/chat +any +local=scripted → embedded/);
    expect((await models('list')).stdout).toMatch(/local +http.*local +reachable, streaming/);
    await models('remove', 'local');
    expect((await json(workspace, ['models', 'list'])).value).toEqual({ endpoints: [], chains: [] });
    await lanekeeper(workspace, ['egress', 'deny', server.origin]);
  } finally {
    await server.close();
  }
});

test('with an operator there, a reviewer lists no place and keeps no secret, and is told who does', async () => {
  await lanekeeper(workspace, ['people', 'add', 'eli', '--name', 'Eli O.', '--role', 'operator']);
  const refused = await lanekeeper(workspace, ['egress', 'allow', 'https://api.example.com', '--as', 'ada']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('here Eli O.')]);
  expect([setSecret('--as', 'ada').status, existsSync(join(workspace, 'secrets', 'orders'))]).toEqual([1, false]);
  expect(readdirSync(join(workspace, 'secrets'))).toEqual([]);
  expect((await lanekeeper(workspace, ['egress', 'list'])).stdout).toContain('nowhere');
  expect((await lanekeeper(workspace, ['egress', 'allow', 'https://api.example.com', '--as', 'eli'])).code).toBe(0);
  expect(setSecret('--as', 'eli').status).toBe(0);
  expect((await lanekeeper(workspace, ['audit', 'list'])).stdout).toContain('eli had the secret orders kept');
});
