import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../shared/content-security-policy.ts';
import { isOwnAddress, schemePrivileges } from '../../../electron/main/app-scheme.ts';
import { bundleFile } from '../../../electron/main/bundle-file.ts';
import { linkAmong, placeOfLink } from '../../../electron/main/deep-link.ts';
import { fuses } from '../../../electron/main/fuses.ts';
import { trustedFrame } from '../../../electron/main/sender-check.ts';
import { readShellArguments } from '../../../electron/main/shell-arguments.ts';
import { standingLine } from '../../../electron/main/waiting-approvals.ts';
import { lockedWebPreferences } from '../../../electron/main/web-preferences.ts';

const isOurs = (id: number): boolean => id === 1;
const root = join(import.meta.dirname, '../../..');

test('pages are sandboxed, isolated and without Node', () => {
  expect(lockedWebPreferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
});

test('the fuses are off that let the program be used as Node, and the packaging states the same', () => {
  expect(fuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
  const packaging = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as object;
  expect(packaging).toMatchObject({ electronFuses: fuses });
});

test('the scheme is standard and secure, and passes no policy by', () => {
  expect(schemePrivileges).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
});

test('the policy allows what the console is made of and nothing else', () => {
  expect(contentSecurityPolicy('abc')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'; connect-src 'self'; " +
      "img-src 'self' data: blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'",
  );
});

test('only the console’s own address is its own', () => {
  for (const own of ['app://console', 'app://console/', 'app://console/index.html#/runs', 'APP://console/x'])
    expect(isOwnAddress(own), own).toBe(true);
  for (const other of [
    'app://other/',
    'app://console.evil/',
    'app://user@console/',
    'app://console:80/',
    'appx://console/',
    'https://console/',
    'file:///etc/passwd',
    'about:blank',
    'null/',
    '',
  ])
    expect(isOwnAddress(other), other).toBe(false);
});

test('an address is resolved inside the bundle, however it is written', () => {
  const bundle = mkdtempSync(join(tmpdir(), 'lanekeeper-bundle-'));
  const inside = (address: string) => bundleFile(bundle, address)?.slice(bundle.length);
  expect(inside('app://console/')).toBe('/index.html');
  expect(inside('app://console/assets/main.js?v=1#x')).toBe('/assets/main.js');
  expect(inside('app://console/a/../b.js')).toBe('/b.js');
  for (const address of [
    'app://console/..%2f..%2fetc%2fpasswd',
    'app://console/%2e%2e%2fsecret',
    'app://console/a%2f..%2f..%2fsecret',
    'app://console/..%5csecret',
    'app://console/main.js%00.css',
    'app://console/%',
    'app://other/main.js',
    'https://console/main.js',
  ])
    expect(inside(address), address).toBeUndefined();
  // What is encoded twice is a name, and no such file is there.
  expect(inside('app://console/%252e%252e%252fsecret')).toBe('/%2e%2e%2fsecret');
  expect(inside('app://console//etc/passwd')).toBe('/etc/passwd');
});

test('only the main frame of a window of ours, on the console’s origin, is answered', () => {
  const mainFrame = { origin: 'app://console' };
  const sender = { id: 1, mainFrame };
  expect(trustedFrame({ senderFrame: mainFrame, sender }, isOurs)).toBe(mainFrame);
  expect(trustedFrame({ senderFrame: null, sender }, isOurs)).toBeUndefined();
  expect(trustedFrame({ senderFrame: { origin: 'app://console' }, sender }, isOurs)).toBeUndefined();
  expect(trustedFrame({ senderFrame: mainFrame, sender: { id: 2, mainFrame } }, isOurs)).toBeUndefined();
  for (const origin of ['null', 'https://evil.example', 'app://other', '']) {
    const frame = { origin };
    expect(trustedFrame({ senderFrame: frame, sender: { id: 1, mainFrame: frame } }, isOurs), origin).toBeUndefined();
  }
});

test('a link from outside names a place by its id, and carries nothing else', () => {
  expect(placeOfLink('lanekeeper://run/0190a5b0-0000-7000-8000-000000000000')).toBe(
    '#/runs/0190a5b0-0000-7000-8000-000000000000',
  );
  expect(placeOfLink('lanekeeper://approval/a1')).toBe('#/inbox/a1');
  expect(placeOfLink('lanekeeper://agent/ticket-review')).toBe('#/agents/ticket-review');
  for (const link of [
    'lanekeeper://approve/a1',
    'lanekeeper://approval/a1?decide=approve',
    'lanekeeper://approval/a1#x',
    'lanekeeper://approval/a1/approve',
    'lanekeeper://approval/..%2Fx',
    'lanekeeper://approval/',
    'lanekeeper://constructor/a1',
    'https://approval/a1',
    'lanekeeper:approval',
    'not a link',
  ])
    expect(placeOfLink(link), link).toBeUndefined();
  expect(linkAmong(['electron', '.', '--x', 'lanekeeper://run/r1'])).toBe('lanekeeper://run/r1');
});

test('the tray says how the workspace stands', () => {
  expect(standingLine({ pending: 0, isStopped: false, runtime: 'up' })).toBe('Lanekeeper: nothing waits for you');
  expect(standingLine({ pending: 3, isStopped: true, runtime: 'up' })).toContain('emergency stop is on, 3 waiting');
  expect(standingLine({ pending: 3, isStopped: false, runtime: 'stopped' })).toContain('has stopped');
});

test('the program’s own arguments are told from Chromium’s, and a command keeps all of its own', () => {
  expect(readShellArguments(['.', '--no-zygote', '--workspace=/w'])).toEqual({ kind: 'window', workspace: '/w' });
  expect(readShellArguments(['.'])).toEqual({ kind: 'window', workspace: undefined });
  expect(readShellArguments(['--cli', 'runs', 'list', '--workspace=/w'])).toEqual({
    kind: 'command',
    argv: ['runs', 'list', '--workspace=/w'],
  });
});
