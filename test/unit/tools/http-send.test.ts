import { expect, test } from 'vitest';
import type { Tool, ToolContext } from '../../../electron/runtime/tools/contract.ts';
import { httpSendFacts } from '../../../electron/runtime/tools/http-send/facts.ts';
import { createHttpSend } from '../../../electron/runtime/tools/http-send/tool.ts';
import { isPrivateAddress } from '../../../electron/runtime/tools/http-send/address.ts';
import { toolFactsUnder } from '../../../electron/runtime/tools/registry.ts';
import { egressListSchema, type Egress } from '../../../shared/domain/egress.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { failingAfter, losing, startHttpTarget, type Behaviour, type HttpTarget } from '../../helpers/http-target.ts';
import { contextWith, envelopeFor, keyOf } from './envelopes.ts';

const quick = { send: { connectMs: 1_000, totalMs: 250 }, look: { connectMs: 1_000, totalMs: 2_000 } };
const key = keyOf('a');

function entryFor(origin: string, more: Partial<Egress> = {}): Egress {
  return { origin, isPrivate: true, keyHours: null, askPath: null, authorizationRef: null, ...more };
}

function contextFor(target: HttpTarget, more: Partial<Egress> = {}, secrets: Record<string, string> = {}): ToolContext {
  return contextWith({ egress: [entryFor(target.origin, more)] }, secrets);
}

async function approved(tool: Tool, params: JsonObject & { url: string }, context: ToolContext): Promise<Envelope> {
  const prepared = await tool.prepare(params.url, params, context);
  if (!prepared.ok) throw new Error(`${prepared.code}: ${prepared.reason}`);
  return envelopeFor(httpSendFacts, { params, preconditions: prepared.preconditions });
}

const writes = (target: HttpTarget) => target.got.filter(({ method }) => method !== 'HEAD' && method !== 'GET');

test('a request is sent with the key, the state it was approved on and the operator’s authorization, and what came back is kept as plain text', async () => {
  const target = await startHttpTarget();
  target.held.set('/orders/7', { etag: '"one"', body: '' });
  const context = contextFor(target, { authorizationRef: 'orders' }, { orders: 'Bearer s3cret-token', other: 'x' });
  target.behaviours.push((_got, answer) =>
    answer.writeHead(200, { etag: '"two"' }).end('ok\u202e s3cret-token \u001b[31m<b>hi</b>'),
  );
  const tool = createHttpSend();
  const url = `${target.origin}/orders/7`;
  const envelope = await approved(tool, { method: 'PATCH', url, body: { state: 'paid' } }, context);
  expect(JSON.stringify(envelope)).not.toContain('s3cret');
  const outcome = await tool.execute(envelope, key, context);
  expect(outcome).toMatchObject({
    outcome: 'done',
    summary: `PATCH ${url} was answered 200`,
    detail: { status: 200, etag: '"two"', answer: 'ok⟨U+202E⟩ ••• ⟨U+001B⟩[31m<b>hi</b>' },
  });
  expect(writes(target)).toMatchObject([
    {
      method: 'PATCH',
      path: '/orders/7',
      body: '{"state":"paid"}',
      headers: {
        'if-match': '"one"',
        'idempotency-key': key,
        authorization: 'Bearer s3cret-token',
        'content-type': 'application/json',
      },
    },
  ]);
});

test('what the server holds is part of what is approved: a tag, nothing yet, or something without a tag', async () => {
  const target = await startHttpTarget();
  const context = contextFor(target);
  target.held.set('/there', { etag: '"one"', body: '' });
  target.held.set('/weak', { etag: 'W/"one"', body: '' });
  const tool = createHttpSend();
  const read = async (method: string, path: string) => {
    const url = `${target.origin}${path}`;
    const prepared = await tool.prepare(url, { method, url }, context);
    return prepared.ok && [prepared.preconditions['state'], prepared.preconditions['etag'], prepared.conditionalWrite];
  };
  expect(await read('PUT', '/there')).toEqual(['there', '"one"', true]);
  expect(await read('PUT', '/weak')).toEqual(['there', null, false]);
  expect(await read('PUT', '/new')).toEqual(['absent', null, true]);
  expect(await read('DELETE', '/new')).toEqual(['absent', null, false]);
  expect(await read('POST', '/there')).toEqual(['not read', null, false]);
  const made = await approved(tool, { method: 'PUT', url: `${target.origin}/new`, body: 1 }, context);
  target.held.set('/new', { etag: '"by another"', body: '' });
  expect(await tool.execute(made, key, context)).toMatchObject({ outcome: 'not-applied', reason: /changed meanwhile/ });
  expect(writes(target)[0]?.headers['if-none-match']).toBe('*');
});

const answers: Readonly<Record<string, readonly [behave: Behaviour, first: string, again: string]>> = {
  'done, 201': [(_, answer) => answer.writeHead(201).end(), 'done', 'done'],
  'done, and the rest of the answer never comes': [
    (_, answer) => void answer.writeHead(200).write('half'),
    'done',
    'done',
  ],
  'bad request, 400': [(_, answer) => answer.writeHead(400).end('no'), 'not-applied', 'unknown'],
  'changed, 412': [(_, answer) => answer.writeHead(412).end(), 'not-applied', 'unknown'],
  'too many, 429': [(_, answer) => answer.writeHead(429).end(), 'not-applied', 'unknown'],
  'conflict, 409': [(_, answer) => answer.writeHead(409).end(), 'unknown', 'unknown'],
  'timed out there, 408': [(_, answer) => answer.writeHead(408).end(), 'unknown', 'unknown'],
  'moved, 308': [(_, answer) => answer.writeHead(308, { location: '/elsewhere' }).end(), 'not-applied', 'unknown'],
  'see other, 303': [(_, answer) => answer.writeHead(303, { location: '/elsewhere' }).end(), 'unknown', 'unknown'],
  'broken, 500': [(_, answer) => answer.writeHead(500).end(), 'unknown', 'unknown'],
  'unavailable, 503': [(_, answer) => answer.writeHead(503).end(), 'unknown', 'unknown'],
  'the connection is cut': [(_, answer) => void answer.destroy(), 'unknown', 'unknown'],
  'no answer in time': [() => undefined, 'unknown', 'unknown'],
  'an answer that is no HTTP': [(_, answer) => void answer.socket?.end('hello\r\n\r\n'), 'unknown', 'unknown'],
};

test.each(Object.entries(answers))('%s: what became of it is said as far as it is known', async (_name, given) => {
  const [behave, first, again] = given;
  const target = await startHttpTarget();
  const context = contextFor(target);
  const tool = createHttpSend(undefined, quick);
  const envelope = await approved(tool, { method: 'POST', url: `${target.origin}/refunds`, body: {} }, context);
  target.behaviours.push(behave, behave);
  expect(await tool.execute(envelope, key, context)).toMatchObject({ outcome: first });
  expect(await tool.execute(envelope, key, { ...context, isRepeat: true })).toMatchObject({ outcome: again });
  // Nothing was followed anywhere.
  expect(target.got.map(({ path }) => path)).toEqual(['/refunds', '/refunds']);
});

test('a server that cannot be reached was sent nothing; after an earlier dispatch that says nothing', async () => {
  const context = contextWith({ egress: [entryFor('http://127.0.0.1:1'), entryFor('https://127.0.0.1:1')] });
  const tool = createHttpSend(undefined, quick);
  for (const origin of ['http://127.0.0.1:1', 'https://127.0.0.1:1']) {
    const envelope = await approved(tool, { method: 'POST', url: `${origin}/` }, context);
    expect(await tool.execute(envelope, key, context)).toMatchObject({
      outcome: 'not-applied',
      reason: /Nothing was sent/,
    });
    expect(await tool.execute(envelope, key, { ...context, isRepeat: true })).toMatchObject({ outcome: 'unknown' });
  }
  // A certificate that cannot be had ends before the first byte of the request.
  const target = await startHttpTarget();
  const tls = target.origin.replace('http:', 'https:');
  const listed = contextWith({ egress: [entryFor(tls)] });
  const envelope = await approved(tool, { method: 'POST', url: `${tls}/` }, listed);
  expect(await tool.execute(envelope, key, listed)).toMatchObject({ outcome: 'not-applied' });
  expect(target.got).toEqual([]);
});

test('a key is asked after where the operator says that the server answers for it', async () => {
  const target = await startHttpTarget();
  const context = contextFor(target, { askPath: '/keys/{key}' });
  const tool = createHttpSend(undefined, quick);
  const envelope = await approved(tool, { method: 'POST', url: `${target.origin}/refunds`, body: {} }, context);
  expect(await tool.probe?.(envelope, key, context)).toEqual({ verdict: 'not-applied' });
  target.behaviours.push(failingAfter(target));
  expect(await tool.execute(envelope, key, context)).toMatchObject({ outcome: 'unknown' });
  expect(await tool.probe?.(envelope, key, context)).toMatchObject({ verdict: 'applied' });
  // What it knows nothing of may still be at work there; a while later it is not.
  const [other, { nowMs }] = [keyOf('b'), context];
  expect(await tool.probe?.(envelope, other, { ...context, sentAtMs: nowMs - 5_000 })).toMatchObject({
    verdict: 'cannot-tell',
    reason: /may still be at work/,
  });
  expect(await tool.probe?.(envelope, other, { ...context, sentAtMs: nowMs - 120_000 })).toEqual({
    verdict: 'not-applied',
  });
  const silent = contextFor(target);
  expect(await tool.probe?.(envelope, key, silent)).toMatchObject({ verdict: 'cannot-tell' });
  target.behaviours.push(losing(target));
  expect(await tool.execute(envelope, key, context)).toMatchObject({ outcome: 'unknown' });
});

test('nothing is sent to a place that is not listed, however it is written', async () => {
  const target = await startHttpTarget();
  const tool = createHttpSend();
  const codeFor = async (params: JsonObject & { url: string }, context = contextFor(target), aim = params.url) => {
    const prepared = await tool.prepare(aim, { method: 'POST', ...params }, context);
    return prepared.ok ? 'taken' : prepared.code;
  };
  const url = `${target.origin}/refunds`;
  expect(await codeFor({ url })).toBe('taken');
  expect(await codeFor({ url }, contextWith())).toBe('egress-denied');
  expect(await codeFor({ url: url.replace('127.0.0.1', 'localhost') })).toBe('egress-denied');
  expect(await codeFor({ url: url.replace('http:', 'https:') })).toBe('egress-denied');
  expect(await codeFor({ url: url.replace('//', '//user:pass@') })).toBe('url-invalid');
  expect(await codeFor({ url: `${target.origin}@evil.example/` })).toMatch(/^(?:url-invalid|egress-denied)$/);
  expect(await codeFor({ url: url.replace('127.0.0.1', '127.1') })).toBe('url-not-canonical');
  expect(await codeFor({ url: `${target.origin}/a/../b` })).toBe('url-not-canonical');
  expect(await codeFor({ url: `${url}#part` })).toBe('url-not-canonical');
  expect(await codeFor({ url: url.toUpperCase() })).toBe('url-not-canonical');
  expect(await codeFor({ url: 'file:///etc/passwd' })).toBe('url-invalid');
  expect(await codeFor({ url, method: 'GET' })).toBe('params-invalid');
  expect(await codeFor({ url, headers: { 'x-evil': '1' } })).toBe('params-invalid');
  expect(await codeFor({ url, body: 'x'.repeat(1_100_000) })).toBe('body-too-large');
  expect(await codeFor({ url }, contextFor(target), 'the refunds')).toBe('target-differs');
  expect(await codeFor({ url }, contextFor(target, { authorizationRef: 'gone' }))).toBe('secret-missing');
  expect(target.got).toEqual([]);
});

test('a name is resolved once, its address is looked at, and just that address is connected to', async () => {
  const target = await startHttpTarget();
  const { port } = new URL(target.origin);
  const origin = `https://api.example.com:${port}`;
  const publicEntry = contextWith({ egress: [entryFor(origin, { isPrivate: false })] });
  const asked: string[] = [];
  const rebinding = (...addresses: string[]) => {
    return createHttpSend(async (host) => {
      asked.push(host);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    }, quick);
  };
  for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::ffff:127.0.0.1'], ['169.254.169.254']]) {
    const tool = rebinding(...addresses);
    const envelope = await approved(tool, { method: 'POST', url: `${origin}/` }, publicEntry);
    const outcome = await tool.execute(envelope, key, publicEntry);
    expect(outcome).toMatchObject({ outcome: 'not-applied', reason: /private network.*Nothing was sent/ });
  }
  expect(asked).toEqual(Array(4).fill('api.example.com'));
  // Not encrypted, a name that was listed as private must not lead outside.
  const plain = `http://intranet.example:${port}`;
  const privateEntry = contextWith({ egress: [entryFor(plain)] });
  const outside = rebinding('93.184.216.34');
  const leaving = await approved(outside, { method: 'POST', url: `${plain}/` }, privateEntry);
  expect(await outside.execute(leaving, key, privateEntry)).toMatchObject({
    outcome: 'not-applied',
    reason: /public address/,
  });
  // Listed as private it goes where it was resolved to, under its own name.
  const inside = rebinding('127.0.0.1');
  const envelope = await approved(inside, { method: 'POST', url: `${plain}/` }, privateEntry);
  expect(await inside.execute(envelope, key, privateEntry)).toMatchObject({ outcome: 'done' });
  expect(target.got).toMatchObject([{ headers: { host: `intranet.example:${port}` } }]);
});

test('addresses of this machine and of private networks are known in every form', () => {
  const inside =
    '127.0.0.1 127.9.9.9 10.1.2.3 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 ::1 :: fe80::1 fd00::1 ::ffff:10.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 2002:7f00:1:: ff02::1 ::ffff:0:7f00:1 2001:10::1 3fff::1 5f00::1 name';
  const outside = '93.184.216.34 8.8.8.8 172.32.0.1 2606:4700::1111 ::ffff:8.8.8.8';
  expect(inside.split(' ').filter((address) => !isPrivateAddress(address))).toEqual([]);
  expect(outside.split(' ').filter((address) => isPrivateAddress(address))).toEqual([]);
});

test('when the list changes after the decision nothing is sent', async () => {
  const target = await startHttpTarget();
  const tool = createHttpSend();
  const params = { method: 'POST', url: `${target.origin}/refunds` };
  const envelope = await approved(tool, params, contextFor(target));
  expect(await tool.execute(envelope, key, contextWith())).toMatchObject({ outcome: 'not-applied' });
  expect(await tool.execute(envelope, key, contextFor(target, { keyHours: 24 }))).toMatchObject({
    outcome: 'not-applied',
    reason: /keyHours.*Nothing was sent/,
  });
  const asAnother = contextFor(target, { authorizationRef: 'admin' }, { admin: 'Bearer all' });
  expect(await tool.execute(envelope, key, asAnother)).toMatchObject({ reason: /authorizationRef.*Nothing was sent/ });
  const broken = contextFor(target, { authorizationRef: 'admin' }, { admin: 'Bearer a\r\nx-evil: 1' });
  const other = await approved(tool, params, broken);
  const outcome = await tool.execute(other, key, broken);
  expect(outcome).toMatchObject({ outcome: 'not-applied', reason: /Nothing was sent/ });
  expect(JSON.stringify(outcome)).not.toContain('evil');
  expect(target.got).toEqual([]);
});

test('a server that keeps keys makes it repeatable, one that answers for them makes it known, and a deletion is critical', () => {
  const url = 'https://api.example.com/refunds/1';
  const under = (method: string, more: Partial<Egress>) =>
    toolFactsUnder(httpSendFacts, contextWith({ egress: [entryFor('https://api.example.com', more)] }).settings, {
      method,
      url,
    });
  expect(under('POST', {})).toMatchObject({
    idempotency: { kind: 'none' },
    canProbe: false,
    effectClass: 'consequential',
  });
  expect(under('POST', { keyHours: 2 })).toMatchObject({ idempotency: { kind: 'keyed', validForMs: 7_200_000 } });
  expect(under('POST', { askPath: '/keys/{key}' }).canProbe).toBe(true);
  expect(under('DELETE', {})).toMatchObject({ effectClass: 'critical', leavesMachine: true });
  expect(httpSendFacts.describe(url, { method: 'DELETE', url }).title).toBe(`Delete ${url}`);
});

test('the list takes origins alone, and plain text only inside', () => {
  const problem = (entry: object) => egressListSchema.safeParse([entry]).error?.issues[0]?.message ?? 'taken';
  expect(problem({ origin: 'https://api.example.com' })).toBe('taken');
  expect(problem({ origin: 'https://api.example.com:8443' })).toBe('taken');
  expect(problem({ origin: 'http://127.0.0.1:8080', isPrivate: true })).toBe('taken');
  expect(problem({ origin: 'http://[::1]:8080', isPrivate: true })).toBe('taken');
  expect(problem({ origin: 'http://api.example.com' })).toMatch(/not encrypted/);
  for (const origin of [
    'https://api.example.com/',
    'https://API.example.com',
    'https://u@example.com',
    'ftp://example.com',
    'https://*.example.com',
    'https://.com',
    'https://example.com:443',
    'https://127.1',
  ])
    expect([origin, problem({ origin })]).not.toEqual([origin, 'taken']);
  expect(problem({ origin: 'https://a.example', askPath: '//evil.example/{key}' })).toMatch(/no path/);
  expect(egressListSchema.safeParse([{ origin: 'https://a.example' }, { origin: 'https://a.example' }]).success).toBe(
    false,
  );
});
