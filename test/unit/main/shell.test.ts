import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openShell, prepareShell } from '../../../electron/main/shell.ts';
import { fakeElectron } from '../../helpers/fake-electron.ts';
import type { FakePort } from '../../helpers/fake-electron.ts';

function open() {
  const dist = mkdtempSync(join(tmpdir(), 'lanekeeper-shell-'));
  mkdirSync(join(dist, 'renderer'));
  writeFileSync(join(dist, 'renderer', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(dist, 'secret.js'), 'outside');
  const fake = fakeElectron();
  const parts = { electron: fake.electron, workspace: '/w', dist, argv: ['electron'] };
  return { ...fake, parts, dist };
}

/** A shell whose runtime is up and whose page has asked for its port. */
function openJoined() {
  const shell = open();
  openShell(shell.parts);
  const [window] = shell.windows();
  const ask = () =>
    shell.ipcMain.emit('runtime-port:request', {
      senderFrame: window?.webContents.mainFrame,
      sender: window?.webContents,
    });
  const comeUp = () =>
    shell.children.at(-1)?.emit('message', { kind: 'ready', socketPath: '/s', workspace: '/w', pid: 7 });
  return { ...shell, window: window!, ask, comeUp };
}

test('before Electron is ready: sandbox, own data folder per workspace, local crash dumps, the scheme, then the lock', () => {
  const { parts, calls } = open();
  expect(prepareShell(parts)).toBe(true);
  const other = open();
  prepareShell({ ...other.parts, workspace: '/other' });
  expect(calls.map((call) => call.split(' ')[0])).toEqual([
    'enableSandbox',
    'setName',
    'setPath',
    'crashReporter',
    'schemes',
    'lock',
  ]);
  expect(calls.find((call) => call.startsWith('crashReporter'))).toContain('"uploadToServer":false');
  expect(calls[2]).not.toBe(other.calls[2]);
});

test('every page stays on the console’s address, opens no window and holds no guest', () => {
  const { parts, app } = open();
  prepareShell(parts);
  const answers: (() => object)[] = [];
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (answer: () => object) => void answers.push(answer),
  });
  app.emit('web-contents-created', {}, contents);
  const isPrevented = (event: string, url: string): boolean => {
    let prevented = false;
    contents.emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(isPrevented(event, 'https://evil.example/'), event).toBe(true);
    expect(isPrevented(event, 'file:///etc/passwd'), event).toBe(true);
    expect(isPrevented(event, 'app://console/#/runs'), event).toBe(false);
  }
  expect(isPrevented('will-attach-webview', '')).toBe(true);
  expect(answers.map((answer) => answer())).toEqual([{ action: 'deny' }]);
});

test('the session grants writing text to the clipboard to the console’s main frame, and nothing else to anybody', () => {
  const { parts, session, calls } = open();
  openShell(parts);
  const asked = (permission: string, requestingUrl: string, isMainFrame = true): unknown => {
    let granted: unknown;
    session['permissionRequest']?.(
      {} as never,
      permission as never,
      ((is: boolean) => (granted = is)) as never,
      { requestingUrl, isMainFrame } as never,
    );
    return granted;
  };
  expect(asked('clipboard-sanitized-write', 'app://console/')).toBe(true);
  expect(asked('clipboard-sanitized-write', 'app://console/', false)).toBe(false);
  expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  for (const permission of ['media', 'geolocation', 'notifications', 'local-network-access', 'clipboard-read', 'hid'])
    expect(asked(permission, 'app://console/'), permission).toBe(false);
  const check = (contents: unknown, permission: string): unknown =>
    session['permissionCheck']?.(
      contents as never,
      permission as never,
      'app://console' as never,
      { isMainFrame: true } as never,
    );
  expect([check({}, 'clipboard-sanitized-write'), check(null, 'clipboard-sanitized-write'), check({}, 'usb')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(session['device']?.()).toBe(false);
  const cancelled = (url: string): unknown => {
    let answer: unknown;
    session['beforeRequest']?.({ url } as never, ((given: unknown) => (answer = given)) as never);
    return answer;
  };
  expect([cancelled('app://console/main.js'), cancelled('https://evil.example/'), cancelled('devtools://x')]).toEqual([
    { cancel: false },
    { cancel: true },
    { cancel: true },
  ]);
  expect(calls).toContain('spellcheck false');
});

test('the bundle is served with the policy and a nonce of its own, and nothing outside it is', async () => {
  const { parts, request } = open();
  openShell(parts);
  const page = await request('app://console/');
  const nonce = /content="([^"]+)"/.exec(await page.text())?.[1];
  expect(page.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  for (const url of ['app://console/..%2fsecret.js', 'app://console/none.js', 'app://other/', 'app://console/index'])
    expect((await request(url)).status, url).toBe(404);
  expect((await request('app://console/', 'POST')).status).toBe(405);
});

test('the window is locked, keeps its place, and is shown when it is ready', () => {
  const { window } = openJoined();
  expect(window.options).toMatchObject({
    name: 'console',
    windowStatePersistence: true,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
  });
  expect(window.url).toBe('app://console/');
  window.emit('ready-to-show');
  expect(window.isShown).toBe(true);
});

test('a page gets its port once the runtime is up, another at each restart, and strangers get none', () => {
  const { window, ask, comeUp, children, ipcMain } = openJoined();
  ask();
  expect(window.posted).toEqual([]);
  comeUp();
  expect(window.posted).toMatchObject([{ channel: 'runtime-port', message: { epoch: 1 } }]);
  const handed = children[0]?.received.filter(({ message }) => message['windowId'] === 1);
  expect(handed).toMatchObject([{ message: { kind: 'port', epoch: 1 } }]);
  const near = handed?.[0]?.ports[0] as FakePort;
  expect(window.posted[0]?.ports[0]?.peer).toBe(near);

  ipcMain.emit('runtime-port:request', {
    senderFrame: { origin: 'https://evil.example', postMessage: () => expect.unreachable() },
    sender: window.webContents,
  });
  children[0]?.emit('exit', 1);
  expect(children).toHaveLength(2);
  comeUp();
  expect(window.posted.map(({ message }) => message)).toEqual([{ epoch: 1 }, { epoch: 2 }]);
});

test('the runtime is forked with an environment of its own, never with a credential and never empty', () => {
  process.env['OPENAI_API_KEY'] = 'sk-secret';
  const { children } = openJoined();
  delete process.env['OPENAI_API_KEY'];
  expect(children[0]?.options.env).toMatchObject({ LANEKEEPER_RUNTIME: '1' });
  expect(JSON.stringify(children[0]?.options.env)).not.toContain('sk-secret');
});

test('tray and badge follow what waits, asked over a line of the shell’s own', async () => {
  const { comeUp, children, calls } = openJoined();
  comeUp();
  const port = children[0]?.received.find(({ message }) => message['windowId'] === 0)?.ports[0] as FakePort;
  const asked = new Promise<{ id: number }>((resolve) =>
    port.on('message', ({ data }: { data: { t: string; id: number } }) => data.t === 'call' && resolve(data)),
  );
  port.start();
  const { id } = await asked;
  const value = { badges: { inbox: 3, runs: 1 }, stops: [], people: [], lanes: { background: { used: 1 } } };
  port.postMessage(JSON.stringify({ t: 'reply', id, ok: true, value }));
  await Promise.resolve();
  expect(calls).toContain('tray Lanekeeper: the runtime is starting');
  await expect.poll(() => calls).toContain('badge 3');
  expect(calls).toContain('tray Lanekeeper: 3 waiting for a decision');
});

test('quitting drains the runtime first, then quits for good, and nothing is forked again', async () => {
  const { app, comeUp, children, calls } = openJoined();
  comeUp();
  let prevented = 0;
  const event = { preventDefault: () => (prevented += 1) };
  app.emit('before-quit', event);
  app.emit('before-quit', event);
  expect(prevented).toBe(2);
  await expect.poll(() => children[0]?.received.map(({ message }) => message['kind'])).toContain('shutdown');
  children[0]?.emit('exit', 0);
  await expect.poll(() => calls).toContain('quit');
  app.emit('before-quit', event);
  expect(prevented).toBe(2);
  expect(children).toHaveLength(1);
});

test('a second start and a link only move the window to a place', () => {
  const { app, window } = openJoined();
  app.emit('second-instance', {}, [], '/', { link: 'lanekeeper://approval/a1' });
  app.emit('second-instance', {}, [], '/', { link: 'lanekeeper://approve/a1' });
  app.emit('second-instance', {}, [], '/', 'nonsense');
  app.emit('open-url', { preventDefault: () => undefined }, 'lanekeeper://run/r1');
  expect(window.sent).toEqual([
    ['console:place', '#/inbox/a1'],
    ['console:place', '#/runs/r1'],
  ]);
});

test('waking up reaches the runtime, which reads its due times again', () => {
  const { electron, comeUp, children } = openJoined();
  comeUp();
  electron.powerMonitor.emit('resume');
  expect(children[0]?.received.map(({ message }) => message['kind'])).toContain('clock-changed');
});

test('hosts a runtime asks for are forked by main, joined to it by a port, and end with it', () => {
  const { parts, children } = open();
  openShell(parts);
  const [runtime] = children;
  const ask = (kind: string, host: unknown): void => void runtime?.emit('message', { kind, host });
  ask('host-start', 'h1');
  ask('host-start', 'h1');
  ask('host-start', 'h2');
  ask('host-start', 7);
  const [, first, second] = children;
  expect(children).toHaveLength(3);
  expect(Object.keys(first?.options.env ?? {})).toContain('LANEKEEPER_HOST');
  expect(Object.keys(first?.options.env ?? {})).not.toContain('PATH');
  const given = runtime?.received.find(({ message }) => message['kind'] === 'host-port');
  const theirs = first?.received[0];
  expect(given?.message).toEqual({ kind: 'host-port', host: 'h1' });
  expect(theirs?.ports[0]?.peer).toBe(given?.ports[0]);
  ask('host-end', 'h1');
  expect(runtime?.received.at(-1)?.message).toEqual({ kind: 'host-gone', host: 'h1', code: 0 });
  let ended = 0;
  second?.on('exit', () => (ended += 1));
  runtime?.emit('exit', 70);
  expect(ended).toBe(1);
});
