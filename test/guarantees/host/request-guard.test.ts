import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServedConsole } from '../../../electron/host/serve-console.ts';
import { connectWindow, ask, openSession, originOf, startHost, tokenIn } from '../../helpers/loopback-client.ts';

let served: ServedConsole;
beforeAll(async () => {
  served = await startHost({ allowOrigins: ['https://console.example'] });
});
afterAll(() => served.stop());

test('a rebinding Host header is refused on every route, whatever else is right', async () => {
  const { port } = new URL(served.address);
  for (const host of [`rebound.example:${port}`, `localhost:${port}`, `127.0.0.1.nip.io:${port}`, '127.0.0.1', '[::1]'])
    for (const path of ['/', '/main.js', '/session'])
      expect((await ask(served, { path, headers: { host } })).status, `${host}${path}`).toBe(403);
});

test('a foreign Origin is refused on reads and on the exchange, which keeps its token', async () => {
  for (const origin of ['https://evil.example', 'null', originOf(served).replace('127.0.0.1', 'localhost')]) {
    expect((await ask(served, { path: '/', headers: { origin } })).status, origin).toBe(403);
    const headers = { origin, 'content-type': 'application/json' };
    const body = JSON.stringify({ token: tokenIn(served.newLink()) });
    expect((await ask(served, { method: 'POST', path: '/session', headers, body })).status, origin).toBe(403);
  }
});

test('a request that changes something and states no Origin is refused', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ token: tokenIn(served.newLink()) });
  expect((await ask(served, { method: 'POST', path: '/session', headers, body })).status).toBe(403);
});

test('an allowed tunnel is answered under its own Host and Origin, and no other tunnel is', async () => {
  const tunnel = { host: 'console.example', origin: 'https://console.example' };
  expect((await ask(served, { path: '/', headers: tunnel })).status).toBe(200);
  expect((await ask(served, { path: '/', headers: { ...tunnel, origin: 'http://console.example' } })).status).toBe(403);
  expect((await ask(served, { path: '/', headers: { host: 'console.example.evil' } })).status).toBe(403);
});

test('A8: a WebSocket of a foreign page, of a rebinding host, or on another path is refused before anything is read', async () => {
  const { cookie } = await openSession(served);
  const good = { origin: originOf(served), cookie };
  await expect(connectWindow(served, { ...good, origin: 'https://evil.example' })).rejects.toThrow('403');
  await expect(connectWindow(served, { cookie })).rejects.toThrow('403');
  await expect(connectWindow(served, { ...good, host: 'rebound.example' })).rejects.toThrow('403');
});

test('GET changes nothing: no route but files and the session question answers it', async () => {
  const token = tokenIn(served.newLink());
  expect((await ask(served, { path: `/launch?token=${token}` })).status).toBe(405);
  expect((await ask(served, { path: `/session?token=${token}` })).status).toBe(401);
  const headers = { origin: originOf(served), 'content-type': 'application/json' };
  const opened = await ask(served, { method: 'POST', path: '/session', headers, body: JSON.stringify({ token }) });
  expect(opened.status).toBe(200);
});

test('the console listens on 127.0.0.1 and nowhere else', () => {
  expect(new URL(served.address).hostname).toBe('127.0.0.1');
});
