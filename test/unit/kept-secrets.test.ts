import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createKeptSecrets } from '../../electron/runtime/secrets/kept-secrets.ts';
import { secretsFor } from '../../electron/runtime/secrets/secrets-for.ts';
import { contextWith } from './tools/envelopes.ts';

function freshFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-secrets-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return join(root, 'secrets');
}

test('a secret is kept in a file that this user alone may read, is replaced whole, and is forgotten', async () => {
  const folder = freshFolder();
  const secrets = createKeptSecrets(folder);
  expect([await secrets.list(), await secrets.read('api')]).toEqual([[], null]);
  await secrets.put('api', 'Bearer one');
  await secrets.put('api', 'Bearer two');
  expect(await secrets.read('api')).toBe('Bearer two');
  expect(readdirSync(folder)).toEqual(['api']);
  expect(statSync(join(folder, 'api')).mode & 0o777).toBe(0o600);
  expect(await secrets.list()).toEqual([{ name: 'api', isUsable: true }]);
  expect([await secrets.remove('api'), await secrets.remove('api')]).toEqual([true, false]);
});

test('a secret that others may read is not used, and the list says so', async () => {
  const folder = freshFolder();
  const secrets = createKeptSecrets(folder);
  await secrets.put('api', 'Bearer one');
  chmodSync(join(folder, 'api'), 0o640);
  expect(await secrets.read('api')).toBeNull();
  expect(await secrets.list()).toEqual([{ name: 'api', isUsable: false }]);
});

test('a name that leads elsewhere and a value of several lines are refused', async () => {
  const folder = freshFolder();
  const secrets = createKeptSecrets(folder);
  for (const name of ['../lanekeeper.db', '.hidden', 'a/b', '', 'A', 'x'.repeat(65)]) {
    await expect(secrets.put(name, 'value')).rejects.toMatchObject({ code: 'invalid-input' });
    expect([await secrets.read(name), await secrets.remove(name)]).toEqual([null, false]);
  }
  for (const value of ['', 'one\r\nX-Evil: two', 'a\u0000', 'x'.repeat(9_000)])
    await expect(secrets.put('api', value)).rejects.toMatchObject({ code: 'invalid-input' });
});

test('a call is given the secrets it names and no other', async () => {
  const folder = freshFolder();
  const secrets = createKeptSecrets(folder);
  for (const name of ['orders', 'refunds', 'mail']) await secrets.put(name, `value of ${name}`);
  const { settings } = contextWith({
    egress: ['orders', 'refunds', 'gone'].map((name) => ({
      origin: `https://${name}.example`,
      isPrivate: false,
      keyHours: null,
      askPath: null,
      authorizationRef: name,
    })),
    smtp: { host: 'mail.example', port: 587, secure: false, from: 'a@b.example', user: 'a', passwordRef: 'mail' },
  });
  const given = (toolId: string, url = '') => secretsFor(secrets, settings, [{ toolId, params: { url } }]);
  expect(await given('http.send', 'https://orders.example/7')).toEqual({ orders: 'value of orders' });
  expect(await given('http.send', 'https://gone.example/7')).toEqual({});
  expect(await given('http.send', 'https://orders.example.evil.example/')).toEqual({});
  expect(await given('reply.send')).toEqual({ mail: 'value of mail' });
  expect(await given('credit.issue')).toEqual({});
});
