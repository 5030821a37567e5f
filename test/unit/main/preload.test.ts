import { readFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { beforeAll, expect, test } from 'vitest';
import { buildTargets } from '../../../rolldown.config.ts';

let built = '';
beforeAll(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'lanekeeper-preload-'));
  for (const { output, ...input } of buildTargets(dist)) {
    if (typeof input.input !== 'object' || !('preload' in input.input) || Array.isArray(output)) continue;
    const bundle = await rolldown(input);
    await bundle.write(output);
  }
  built = readFileSync(join(dist, 'preload', 'preload.cjs'), 'utf8');
});

type Listener = (...args: never[]) => void;

/** A sandboxed preload's surroundings, recording what it does with them. */
function runPreload() {
  const exposed = new Map<string, unknown>();
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const fromMain = new Map<string, Listener>();
  const fromPage: Listener[] = [];
  const location = { origin: 'app://console', hash: '' };
  const window = {
    addEventListener: (name: string, listener: Listener) => void (name === 'message' && fromPage.push(listener)),
    postMessage: (...args: unknown[]) => void posted.push(args),
  };
  const electron = {
    contextBridge: { exposeInMainWorld: (key: string, api: unknown) => void exposed.set(key, api) },
    ipcRenderer: {
      send: (...args: unknown[]) => void sent.push(args),
      on: (channel: string, listener: Listener) => void fromMain.set(channel, listener),
    },
  };
  const required: string[] = [];
  runInNewContext(built, {
    window,
    location,
    module: { exports: {} },
    exports: {},
    require(name: string) {
      required.push(name);
      if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`);
      return electron;
    },
  });
  const page = (event: object) => fromPage[0]?.(event as never);
  const main = (channel: string, ...args: unknown[]) => fromMain.get(channel)?.(...(args as never[]));
  return { exposed, sent, posted, required, location, window, page, main };
}

test('the built preload is one CommonJS file that requires Electron alone', () => {
  expect(runPreload().required).toEqual(['electron']);
  expect(built).not.toMatch(/\bimport\b\s*[({'"]/);
});

test('the page is given a name to recognise the shell by, and nothing it could call', () => {
  const { exposed } = runPreload();
  expect(Object.fromEntries(exposed)).toEqual({ lanekeeper: { shell: 'electron' } });
});

test('only the page itself, from the console’s origin, can ask for a port', () => {
  const { page, sent, window } = runPreload();
  const data = { kind: 'lanekeeper-ready' };
  page({ source: {}, origin: 'app://console', data });
  page({ source: window, origin: 'https://evil.example', data });
  page({ source: window, origin: 'app://console', data: { kind: 'other' } });
  page({ source: window, origin: 'app://console', data: null });
  expect(sent).toEqual([]);
  page({ source: window, origin: 'app://console', data });
  expect(sent).toEqual([['runtime-port:request']]);
});

test('each port from main is passed to the page’s own origin, with its epoch', () => {
  const { main, posted } = runPreload();
  main('runtime-port', { ports: [] }, { epoch: 1 });
  expect(posted).toEqual([]);
  main('runtime-port', { ports: ['first'] }, { epoch: 1 });
  main('runtime-port', { ports: ['second'] }, { epoch: 2 });
  expect(posted).toEqual([
    [{ kind: 'lanekeeper-port', epoch: 1 }, 'app://console', ['first']],
    [{ kind: 'lanekeeper-port', epoch: 2 }, 'app://console', ['second']],
  ]);
});

test('a place from main becomes the page’s fragment only when it is a place', () => {
  const { main, location } = runPreload();
  for (const place of ['javascript:alert(1)', '#/runs/../x', '#/inbox?go=1', 'https://evil.example', 7, '#/Inbox'])
    main('console:place', {}, place);
  expect(location.hash).toBe('');
  main('console:place', {}, '#/runs/0190a5b0-0000-7000-8000-000000000000');
  expect(location.hash).toBe('#/runs/0190a5b0-0000-7000-8000-000000000000');
});
