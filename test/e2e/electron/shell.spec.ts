import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import { presentElectron } from '../../../electron/host/launch/electron-binary.ts';
import { whyNoWindow } from '../../../electron/host/launch/run-electron.ts';
import { scriptedWith } from '../../helpers/runtime-process.ts';

const root = join(import.meta.dirname, '../../..');
const binary = presentElectron(root);
const why = binary === undefined ? 'Electron’s binary is not here' : whyNoWindow();

test.skip(binary === undefined || why !== undefined, `the desktop shell is not tried: ${why}`);

let shell: ElectronApplication;
let workspace: string;
test.beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-electron-'));
  shell = await launch();
});
test.afterEach(() => shell.close());

function launch(): Promise<ElectronApplication> {
  // With the sandbox on: Playwright turns it off unless told otherwise, and then nothing is proved about it.
  return _electron.launch({
    executablePath: binary ?? '',
    args: [root, `--workspace=${workspace}`],
    chromiumSandbox: true,
  });
}

test('the window shows the console from its own scheme, joined to the runtime over a port', async () => {
  const page = await shell.firstWindow();
  await expect(page).toHaveURL(/^app:\/\/console\//);
  await expect(page.getByRole('main')).not.toContainText('Connecting to the runtime');
  expect(await page.evaluate(() => location.origin)).toBe('app://console');
});

test('the page has no Node, and of the shell only its name', async () => {
  const page = await shell.firstWindow();
  const seen = await page.evaluate(() => ({
    process: typeof Reflect.get(window, 'process'),
    require: typeof Reflect.get(window, 'require'),
    lanekeeper: Reflect.get(window, 'lanekeeper') as unknown,
  }));
  expect(seen).toEqual({ process: 'undefined', require: 'undefined', lanekeeper: { shell: 'electron' } });
});

test('the page opens no window, goes nowhere else, and reaches no network', async () => {
  const page = await shell.firstWindow();
  const reached = await page.evaluate(async () => {
    window.open('https://example.com');
    location.href = 'https://example.com';
    return fetch('https://example.com').then(
      () => 'reached',
      () => 'refused',
    );
  });
  expect(reached).toBe('refused');
  expect(shell.windows()).toHaveLength(1);
  await expect(page).toHaveURL(/^app:\/\/console\//);
});

test('the window runs with the stated preferences', async () => {
  const page = await shell.firstWindow();
  const window = await shell.browserWindow(page);
  const preferences = await window.evaluate((each) => each.webContents.getLastWebPreferences());
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('a runtime that is killed is back within two seconds, and the page with it', async () => {
  const page = await shell.firstWindow();
  const pid = await runtimePid();
  process.kill(pid, 'SIGKILL');
  await expect.poll(runtimePid, { timeout: 5_000 }).not.toBe(pid);
  await expect(page.getByText('The runtime does not answer')).toBeHidden();
});

test('a second start of the same workspace only brings the first window to the front', async () => {
  await shell.firstWindow();
  await expect(launch()).rejects.toThrow();
  expect(shell.windows()).toHaveLength(1);
});

test('an agent that asks for a process of its own gets one, and it goes when the runtime does', async () => {
  await shell.firstWindow();
  lanekeeper('people', 'add', 'ada', '--name', 'Ada L.', '--role', 'reviewer');
  lanekeeper('agents', 'add', scriptedWith({ isolation: 'process' }), '--as', 'ada');
  lanekeeper('run', 'scripted', '--set', 'plan=[{"do":"step","name":"only"}]', '--wait', '--as', 'ada');
  const hosts = (): Promise<number> =>
    shell.evaluate(({ app }) => app.getAppMetrics().filter(({ name }) => name === 'Lanekeeper agent host').length);
  expect(await hosts()).toBe(1);
  process.kill(await runtimePid(), 'SIGKILL');
  await expect.poll(hosts).toBe(0);
});

/** The command line, joined to the runtime of the shell. */
function lanekeeper(...args: readonly string[]): void {
  execFileSync(process.execPath, [join(root, 'electron/cli/launcher.cjs'), ...args, '--workspace', workspace]);
}

/** The runtime's process id, as Electron's main process sees its children. */
function runtimePid(): Promise<number> {
  return shell.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Lanekeeper runtime')?.pid ?? 0);
}
