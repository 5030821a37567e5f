import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launcher } from './lanekeeper-command.ts';

const file = process.platform === 'win32' ? 'node.exe' : 'node';

/** The first Node on PATH that is older than the one the product needs. */
function findOldNode(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, file))
    .find((node) => existsSync(node) && Number(/^v(\d+)/.exec(version(node))?.[1] ?? 99) < 24);
}

function version(node: string): string {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
}

const oldNode = findOldNode();

/** An installation with a program of a few lines, and no Node of its own. */
function bareInstallation(program: string): string {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-launcher-'));
  mkdirSync(join(root, 'electron', 'cli'), { recursive: true });
  mkdirSync(join(root, 'dist', 'cli'), { recursive: true });
  cpSync(launcher, join(root, 'electron', 'cli', 'launcher.cjs'));
  writeFileSync(join(root, 'dist', 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'dist', 'cli', 'cli.js'), program);
  return join(root, 'electron', 'cli', 'launcher.cjs');
}

function launch(node: string, script: string, args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(node, [script, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe.skipIf(oldNode === undefined)('under an older Node (skipped when PATH has none)', () => {
  test('the real command runs on the Node 24 that npm installed', () => {
    const ended = launch(oldNode ?? '', launcher, ['--version']);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^Lanekeeper \d+\.\d+\.\d+\n$/);
  });

  test('arguments, input, output and the exit code pass through', () => {
    const script = bareInstallation(
      `process.stdin.on('data', (text) => { console.log(process.argv.slice(2).join('|') + text); console.error('told'); process.exit(3); });`,
    );
    const ended = spawnSync(oldNode ?? '', [script, 'a b', '--c=d'], {
      encoding: 'utf8',
      input: '!',
      env: { ...process.env, LANEKEEPER_NODE: process.execPath },
    });
    expect(ended).toMatchObject({ status: 3, stdout: 'a b|--c=d!\n', stderr: 'told\n' });
  });

  test('a signal reaches the program, whose exit code is the command’s', async () => {
    const script = bareInstallation(
      `process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = spawn(oldNode ?? '', [script], {
      env: { ...process.env, LANEKEEPER_NODE: process.execPath },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(7);
  });

  test('without a new enough Node it says in one sentence what is missing, and ends with 2', () => {
    const ended = launch(oldNode ?? '', bareInstallation(''), ['--json']);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(
      /^Lanekeeper needs Node\.js 24 or later and this is \d+\.\d+\.\d+: run `npm ci` in .+\n$/,
    );
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'unsupported' } });
  });

  test('a LANEKEEPER_NODE that is too old, or no Node at all, is named', () => {
    const script = bareInstallation('');
    const old = launch(oldNode ?? '', script, [], { LANEKEEPER_NODE: oldNode ?? '' });
    expect([old.status, old.stderr]).toEqual([2, expect.stringMatching(/LANEKEEPER_NODE=.+ is version \d+/)]);
    const none = launch(oldNode ?? '', script, [], { LANEKEEPER_NODE: '/nowhere/node' });
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('/nowhere/node cannot be started')]);
  });
});

test('on a new enough Node the program runs in the same process', () => {
  const ended = launch(
    process.execPath,
    bareInstallation(`console.log(process.argv.slice(2).join('|')); process.exit(5);`),
    ['x'],
  );
  expect(ended).toMatchObject({ status: 5, stdout: 'x\n', stderr: '' });
});

test('what was never built says so', () => {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-launcher-'));
  mkdirSync(join(root, 'electron', 'cli'), { recursive: true });
  const script = join(root, 'electron', 'cli', 'launcher.cjs');
  cpSync(launcher, script);
  const ended = launch(process.execPath, script, []);
  expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(/^Lanekeeper is not built here: run .+\n$/)]);
});
