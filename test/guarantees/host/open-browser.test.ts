import { chmodSync, existsSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { browserVerdict, openBrowser } from '../../../electron/host/launch/open-browser.ts';
import { startHost } from '../../helpers/loopback-client.ts';

test('the browser is started on a file: no token stands in its arguments, where every user could read it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-browser-'));
  const browser = join(folder, 'browser');
  const seen = join(folder, 'arguments');
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}.part' && mv '${seen}.part' '${seen}'\n`);
  chmodSync(browser, 0o755);
  const written = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(seen)) return;
      watcher.close();
      resolve();
    });
  });
  const served = await startHost();
  const file = served.newLaunchFile();
  expect(await openBrowser(browser, file)).toBe(true);
  await written;
  const args = readFileSync(seen, 'utf8').trim().split('\n');
  expect(args.map((each) => (each.startsWith('file:') ? fileURLToPath(each) : each))).toEqual(['--new-window', file]);
  const token = /value="([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  expect(token).toHaveLength(43);
  expect(args.join(' ')).not.toContain(token);
  await served.stop();
  expect(existsSync(file)).toBe(false);
});

test('a browser that cannot be started is said to be so', async () => {
  expect(await openBrowser('/none/browser', '/none/file.html')).toBe(false);
});

test.runIf(process.platform === 'linux')('without a display no browser is tried', () => {
  expect(browserVerdict({})).toEqual({ canOpen: false, reason: 'There is no display here.' });
});
