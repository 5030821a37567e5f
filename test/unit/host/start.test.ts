import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { withBuildLock } from '../../../electron/host/building/build-lock.ts';
import { fingerprint } from '../../../electron/host/building/fingerprint.ts';
import { readFlags } from '../../../electron/host/flags.ts';
import { findElectron } from '../../../electron/host/launch/electron-binary.ts';
import { findBrowser } from '../../../electron/host/launch/find-browser.ts';
import { allocatorVariables, runtimeEnvironment } from '../../../electron/runtime/supervision/forked-runtime.ts';
import { workspaceFolder } from '../../../electron/runtime/workspace-folder.ts';

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lanekeeper-start-'));
}

function write(root: string, file: string, text = ''): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** What is found where `present` is the only program. */
function find(platform: NodeJS.Platform, env: Record<string, string>, present: string): string | undefined {
  return findBrowser({ platform, env, isProgram: (path) => path === present });
}

test('the workspace is the one named, else the one where this system keeps application data', () => {
  const places = { home: '/h', env: {} };
  expect(workspaceFolder('/x/../w', { platform: 'linux', ...places })).toBe('/w');
  expect(workspaceFolder(undefined, { platform: 'linux', ...places })).toBe('/h/.local/share/lanekeeper/workspace');
  const stated = { platform: 'linux', home: '/h', env: { XDG_DATA_HOME: '/data' } } as const;
  expect(workspaceFolder(undefined, stated)).toBe('/data/lanekeeper/workspace');
  expect(workspaceFolder(undefined, { ...stated, env: { XDG_DATA_HOME: 'relative' } })).toContain('/h/.local');
  expect(workspaceFolder('', { platform: 'darwin', ...places })).toBe(
    '/h/Library/Application Support/Lanekeeper/workspace',
  );
  const windows = workspaceFolder(undefined, { platform: 'win32', home: 'C:', env: { LOCALAPPDATA: 'D:/L' } });
  expect(windows).toBe('D:/L/Lanekeeper/workspace');
});

test('flags are read, and what is not understood is refused with the usage', () => {
  expect(readFlags(['--port', '4000', '--allow-origin', 'https://c.example', '--print-url'])).toMatchObject({
    port: 4000,
    allowOrigins: ['https://c.example'],
    isLinkPrinted: true,
    isOpened: false,
  });
  expect(readFlags([])).toMatchObject({ port: null, isLinkPrinted: false, isOpened: true });
  for (const argv of [
    ['--prot', '1'],
    ['--port', '0'],
    ['--port', '70000'],
    ['--port', '1e3'],
    ['--allow-origin', 'c.example'],
    ['--allow-origin', 'https://c.example/path'],
    ['--allow-origin', 'file:///x'],
    ['extra'],
  ])
    expect(() => readFlags(argv), argv.join(' ')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

test('a browser is found by name on each system, and the one named comes first', () => {
  expect(find('linux', { PATH: '/a:/b' }, '/b/google-chrome')).toBe('/b/google-chrome');
  expect(find('linux', { PATH: 'relative' }, 'relative/chromium')).toBeUndefined();
  expect(find('linux', { PATH: '/a', LANEKEEPER_BROWSER: '/mine' }, '/mine')).toBe('/mine');
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(find('darwin', {}, mac)).toBe(mac);
  const windows = 'C:\\P\\Google\\Chrome\\Application\\chrome.exe';
  expect(find('win32', { PROGRAMFILES: 'C:\\P' }, windows)).toBe(windows);
});

test('Electron’s installer is tried once per version; a failure is remembered and a binary that appears is used', async () => {
  const root = newFolder();
  write(root, 'node_modules/electron/package.json', '{"version":"45.4.1"}');
  const said: string[] = [];
  let tries = 0;
  const look = () =>
    findElectron({
      root,
      say: (line) => void said.push(line),
      install: () => {
        tries += 1;
        return Promise.resolve('no server was reached within 5 s');
      },
    });
  const absent = { kind: 'absent', reason: 'no server was reached within 5 s' };
  expect(await look()).toEqual(absent);
  expect(await look()).toEqual(absent);
  expect([tries, said.length]).toEqual([1, 1]);
  write(root, 'node_modules/electron/package.json', '{"version":"46.0.0"}');
  await look();
  expect(tries).toBe(2);
  write(root, 'node_modules/electron/path.txt', 'electron');
  expect(await look()).toMatchObject({ kind: 'absent' });
  write(root, 'node_modules/electron/dist/electron');
  expect(await look()).toEqual({ kind: 'present', binary: join(root, 'node_modules/electron/dist/electron') });
});

test('a changed, added or removed source, or one brought back from the past, makes its part stale and no other', () => {
  const root = newFolder();
  for (const file of ['rolldown.config.ts', 'package-lock.json', 'shared/a.ts', 'electron/b.ts', 'renderer/c.ts'])
    write(root, file, '1');
  const look = () => ({ code: fingerprint(root, 'code'), renderer: fingerprint(root, 'renderer') });
  const first = look();
  expect(look()).toEqual(first);
  utimesSync(join(root, 'electron/b.ts'), 1, 1);
  const second = look();
  expect(second.code).not.toBe(first.code);
  expect(second.renderer).toBe(first.renderer);
  write(root, 'shared/new.ts');
  expect(look().renderer).not.toBe(second.renderer);
  expect(fingerprint(newFolder(), 'code')).toBeUndefined();
});

test('two builds never run at once, and a builder that died does not stop the next', async () => {
  const lock = join(newFolder(), 'deep', 'build.lock');
  let running = 0;
  let most = 0;
  const work = () =>
    withBuildLock(lock, async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
  // Pids are far below this; nobody has it.
  writeFileSync(lock, '2147483600');
  await work();
  expect(existsSync(lock)).toBe(false);
});

test('the runtime’s environment carries no credential, whatever this process was given', () => {
  const env = runtimeEnvironment({
    PATH: '/bin',
    HOME: '/h',
    OPENAI_API_KEY: 'k',
    AWS_SECRET_ACCESS_KEY: 'k',
    GITHUB_TOKEN: 'k',
    NODE_OPTIONS: '--inspect',
    CRASH_AT: 'commit:1',
  });
  expect(env).toEqual({
    LANEKEEPER_RUNTIME: '1',
    ...allocatorVariables,
    PATH: '/bin',
    HOME: '/h',
    CRASH_AT: 'commit:1',
  });
});

test('every program that an npm script starts exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, file] of Object.values(scripts).flatMap((script) => [...script.matchAll(/node (\S+\.ts)/g)]))
    expect(existsSync(join(import.meta.dirname, '../../..', file ?? '')), file).toBe(true);
});
