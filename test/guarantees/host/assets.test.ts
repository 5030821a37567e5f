import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServedConsole } from '../../../electron/host/serve-console.ts';
import { ask, newAssetFolder, startHost } from '../../helpers/loopback-client.ts';

let served: ServedConsole;
beforeAll(async () => {
  const assetFolder = newAssetFolder();
  writeFileSync(join(assetFolder, '..', 'lanekeeper-outside.js'), 'outside');
  served = await startHost({ assetFolder });
});
afterAll(() => served.stop());

test('no way of writing a path reaches a file outside the console, or one that is not part of it', async () => {
  for (const path of [
    '/../lanekeeper-outside.js',
    '/..%2flanekeeper-outside.js',
    '/%2e%2e/lanekeeper-outside.js',
    '/..\\lanekeeper-outside.js',
    '/main.js/../../lanekeeper-outside.js',
    '//etc/passwd',
    '/etc/passwd',
    '/main.js%00.html',
    '/./main.js',
    '/notes.md',
    'http://127.0.0.1/main.js',
  ])
    expect((await ask(served, { path })).status, path).toBe(404);
});

test('the page carries the whole policy with a style nonce of its own, also in its text', async () => {
  const seen = new Set<string>();
  for (const path of ['/', '/index.html']) {
    const { status, headers, body } = await ask(served, { path });
    const nonce = /content="([^"]+)"/.exec(body)?.[1] ?? '';
    expect(status).toBe(200);
    expect(Buffer.from(nonce, 'base64')).toHaveLength(18);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; " +
        `style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    seen.add(nonce);
  }
  expect(seen.size).toBe(2);
});

test('every answer, a refusal included, is kept by nobody, sniffed by nobody and framed by nobody', async () => {
  for (const path of ['/', '/main.js', '/none', '/session', '/launch']) {
    const { headers } = await ask(served, { path });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a file is served with its own type, and HEAD without its body', async () => {
  expect((await ask(served, { path: '/main.js' })).headers['content-type']).toBe('text/javascript; charset=utf-8');
  const head = await ask(served, { method: 'HEAD', path: '/main.js' });
  expect([head.status, head.body]).toEqual([200, '']);
  expect(
    (await ask(served, { method: 'PUT', path: '/main.js', headers: { origin: served.address.slice(0, -1) } })).status,
  ).toBe(405);
});

test('the console is built for production, whatever environment it is built in', () => {
  const folder = join(import.meta.dirname, '../../../dist/renderer/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  // React says so in its development build alone.
  const development = scripts.filter((name) => readFileSync(join(folder, name), 'utf8').includes('React DevTools'));
  expect(development).toEqual([]);
});
