import { statSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServedConsole } from '../../../electron/host/serve-console.ts';
import { secretHeader } from '../../../electron/host/http/routes.ts';
import { ask, exchange, openSession, originOf, startHost, tokenIn } from '../../helpers/loopback-client.ts';

let served: ServedConsole;
beforeAll(async () => {
  served = await startHost();
});
afterAll(() => served.stop());

function postLaunch(token: string, origin = 'null') {
  return ask(served, {
    method: 'POST',
    path: '/launch',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
}

function launchToken(): string {
  return /name="token" value="([^"]+)"/.exec(readFileSync(served.newLaunchFile(), 'utf8'))?.[1] ?? '';
}

test('the launch file and its folder are readable by this user alone', () => {
  const file = served.newLaunchFile();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
});

test('the launch file leads, through one-use tokens of 256 bits, to a cookie and a second secret', async () => {
  const token = launchToken();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const launched = await postLaunch(token);
  expect(launched.status).toBe(303);
  expect(launched.headers['set-cookie']).toBeUndefined();
  const next = new URL(launched.headers.location ?? '', served.address);
  expect(next.pathname).toBe('/');
  const opened = await exchange(served, next.hash.replace('#t=', ''));
  expect(opened.status).toBe(200);
  expect(opened.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(Object.keys(JSON.parse(opened.body) as object)).toEqual(['secret']);
});

test('a token works once', async () => {
  const token = launchToken();
  expect((await postLaunch(token)).status).toBe(303);
  expect((await postLaunch(token)).status).toBe(403);
  const linked = tokenIn(served.newLink());
  expect((await exchange(served, linked)).status).toBe(200);
  const replayed = await exchange(served, linked);
  expect(replayed.status).toBe(403);
  expect(replayed.headers['set-cookie']).toBeUndefined();
});

test('a token of one kind is refused where the other is asked for', async () => {
  expect((await exchange(served, launchToken())).status).toBe(403);
  expect((await postLaunch(tokenIn(served.newLink()))).status).toBe(403);
});

test('a wrong token, a token of another type, an oversize body and another media type are refused', async () => {
  expect((await exchange(served, 'A'.repeat(43))).status).toBe(403);
  const headers = { origin: originOf(served), 'content-type': 'application/json' };
  for (const body of ['', 'null', '{"token":1}', `{"token":"${'x'.repeat(5000)}"}`])
    expect((await ask(served, { method: 'POST', path: '/session', headers, body })).status).toBe(403);
  const token = tokenIn(served.newLink());
  expect((await exchange(served, token, { 'content-type': 'text/plain' })).status).toBe(403);
});

test('only the launch route accepts the origin of a file, and it accepts no foreign one', async () => {
  expect((await exchange(served, tokenIn(served.newLink()), { origin: 'null' })).status).toBe(403);
  expect((await postLaunch(launchToken(), 'https://evil.example')).status).toBe(403);
});

test('a session needs the cookie and the second secret together', async () => {
  const { cookie, secret } = await openSession(served);
  const stranger = await openSession(served);
  const look = (headers: Record<string, string>) => ask(served, { path: '/session', headers });
  expect((await look({ cookie, [secretHeader]: secret })).status).toBe(204);
  expect((await look({ cookie })).status).toBe(401);
  expect((await look({ [secretHeader]: secret })).status).toBe(401);
  expect((await look({ cookie, [secretHeader]: stranger.secret })).status).toBe(401);
});

test('a second window of the same browser joins its session and leaves the first one working', async () => {
  const first = await openSession(served);
  const second = await exchange(served, tokenIn(served.newLink()), { cookie: first.cookie });
  expect(second.headers['set-cookie']?.[0]).toContain(first.cookie);
  const { secret } = JSON.parse(second.body) as { secret: string };
  for (const each of [first.secret, secret])
    expect(
      (await ask(served, { path: '/session', headers: { cookie: first.cookie, [secretHeader]: each } })).status,
    ).toBe(204);
});

test('ending a session ends it in every window, and needs both halves', async () => {
  const { cookie, secret } = await openSession(served);
  const end = (headers: Record<string, string>) =>
    ask(served, { method: 'DELETE', path: '/session', headers: { origin: originOf(served), ...headers } });
  expect((await end({ cookie })).status).toBe(401);
  expect((await end({ cookie, [secretHeader]: secret })).status).toBe(204);
  expect((await ask(served, { path: '/session', headers: { cookie, [secretHeader]: secret } })).status).toBe(401);
});
