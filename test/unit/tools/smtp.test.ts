import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, onTestFinished, test } from 'vitest';
import type { ToolContext, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import { toolFactsUnder } from '../../../electron/runtime/tools/registry.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import { createReplySend } from '../../../electron/runtime/tools/reply-send/tool.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';
import type { ScriptedSmtpServer, SmtpScript } from '../../helpers/smtp-server.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf, noSettings } from './envelopes.ts';

const key = keyOf('smtp');
const params = { to: 'jane@example.org', ticketId: '7', subject: 'Grüße', body: '.\nDear Jane\n' };
const quick = { connectMs: 2000, greetingMs: 300, silenceMs: 300, totalMs: 5000 };

function smtpAt(port: number, login?: { user: string; passwordRef: string }): NonNullable<Settings['smtp']> {
  return {
    host: '127.0.0.1',
    port,
    secure: false,
    from: 'Support <help@example.com>',
    user: login?.user ?? null,
    passwordRef: login?.passwordRef ?? null,
  };
}

async function scripted(script: SmtpScript): Promise<ScriptedSmtpServer> {
  const server = await startSmtpServer(script);
  onTestFinished(() => server.close());
  return server;
}

function toolIn(places: ToolPlaces) {
  return createReplySend(places, quick);
}

async function approved(places: ToolPlaces, context: ToolContext, asked: typeof params | { to: null } = params) {
  const all = { ...params, ...asked };
  const prepared = await toolIn(places).prepare('ticket', all, context);
  if (!prepared.ok) throw new Error(prepared.reason);
  return envelopeFor(replySendFacts, { params: all, preconditions: prepared.preconditions });
}

function filesIn(places: ToolPlaces): readonly string[] {
  return readdirSync(places.outboxFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(places.outboxFolder.length + 1));
}

test('an accepted reply is on the server once, byte for byte as kept in sent/, and done', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: smtpAt(server.port) });
  const envelope = await approved(places, context);
  expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({
    outcome: 'done',
    summary: 'Sent to jane@example.org',
    detail: { transport: 'smtp', serverReply: '250 2.0.0 queued as 42' },
  });
  expect(server.messages).toEqual([readFileSync(join(places.outboxFolder, 'sent', `${key}.eml`), 'latin1')]);
  const mail = await PostalMime.parse(server.messages[0] ?? '');
  expect(mail).toMatchObject({ subject: 'Grüße', from: { address: 'help@example.com', name: 'Support' } });
  expect(server.commands).toContain('RCPT TO:<jane@example.org>');
  expect(filesIn(places)).toEqual([`sent/${key}.eml`]);
  expect(await toolIn(places).probe?.(envelope, key, context)).toMatchObject({ verdict: 'applied' });
});

test('the same key is never sent twice, and what was sent cannot be called back', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: smtpAt(server.port) });
  const envelope = await approved(places, context);
  await toolIn(places).execute(envelope, key, context);
  const again = await toolIn(places).execute(envelope, key, context);
  expect(again).toMatchObject({ outcome: 'done', summary: 'Sent to jane@example.org' });
  expect(server.messages).toHaveLength(1);
  const receipt = again.outcome === 'done' ? again.detail : {};
  expect(await toolIn(places).compensate?.(envelope, key, receipt, context)).toMatchObject({ outcome: 'not-applied' });
});

test.each(['reject-recipient', 'reject-content', 'drop-before-content', 'stall-before-greeting'] as const)(
  'when the server answers with %s, the reply is known not to be sent and may be tried again',
  async (script) => {
    const server = await scripted(script);
    const places = freshPlaces();
    const context = contextWith({ smtp: smtpAt(server.port) });
    const envelope = await approved(places, context);
    expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({ outcome: 'not-applied' });
    expect(filesIn(places)).toEqual([]);
    expect(await toolIn(places).probe?.(envelope, key, context)).toEqual({ verdict: 'not-applied' });
    server.script = 'accept';
    expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({ outcome: 'done' });
  },
);

test.each(['drop-after-content', 'stall-after-content', 'going-down-after-content'] as const)(
  'with %s the outcome is unknown, stays so, and nothing is sent again',
  async (script) => {
    const server = await scripted(script);
    const places = freshPlaces();
    const context = contextWith({ smtp: smtpAt(server.port) });
    const envelope = await approved(places, context);
    expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({ outcome: 'unknown' });
    expect(filesIn(places)).toEqual([`sending/${key}.eml`]);
    expect(await toolIn(places).probe?.(envelope, key, context)).toMatchObject({ verdict: 'cannot-tell' });
    server.script = 'accept';
    expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({ outcome: 'unknown' });
    expect(server.messages).toHaveLength(1);
  },
);

test('two sends of one key at once put one message on the server', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: smtpAt(server.port) });
  const envelope = await approved(places, context);
  const outcomes = await Promise.all([1, 2, 3].map(() => toolIn(places).execute(envelope, key, context)));
  expect(server.messages).toHaveLength(1);
  const kinds = outcomes.map((outcome) => outcome.outcome);
  expect(kinds.filter((kind) => kind === 'done').length).toBeGreaterThanOrEqual(1);
  expect(kinds).not.toContain('not-applied');
  expect(filesIn(places)).toEqual([`sent/${key}.eml`]);
});

test('a refused connection is not-applied, with the reason', async () => {
  const places = freshPlaces();
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const context = contextWith({ smtp: smtpAt(port) });
  const outcome = await toolIn(places).execute(await approved(places, context), key, context);
  expect(outcome).toMatchObject({ outcome: 'not-applied' });
  expect(outcome.outcome === 'not-applied' && outcome.reason).toContain('ECONNREFUSED');
});

test('a wrong or missing password sends nothing and is not shown', async () => {
  const server = await scripted('refuse-login');
  const places = freshPlaces();
  const settings = { smtp: smtpAt(server.port, { user: 'help', passwordRef: 'smtp-password' }) };
  const envelope = await approved(places, contextWith(settings));
  const missing = await toolIn(places).execute(envelope, key, contextWith(settings));
  expect(missing).toMatchObject({ outcome: 'not-applied' });
  expect(server.commands).toEqual([]);
  const wrong = await toolIn(places).execute(envelope, key, contextWith(settings, { 'smtp-password': 'hunter2' }));
  expect(wrong).toMatchObject({ outcome: 'not-applied' });
  expect(JSON.stringify(wrong)).not.toContain('hunter2');
  expect(server.messages).toEqual([]);
});

test('a server asked for TLS that speaks none gets nothing', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: { ...smtpAt(server.port), secure: true } });
  expect(await toolIn(places).execute(await approved(places, context), key, context)).toMatchObject({
    outcome: 'not-applied',
  });
  expect(server.messages).toEqual([]);
});

test('a reply without an address goes to the outbox as a draft even when a mail server is set up', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: smtpAt(server.port) });
  const envelope = await approved(places, context, { to: null });
  expect(envelope.preconditions).toMatchObject({ transport: 'outbox', deliverable: false });
  expect(await toolIn(places).execute(envelope, key, context)).toMatchObject({
    outcome: 'done',
    detail: { transport: 'outbox', deliverable: false },
  });
  expect(server.commands).toEqual([]);
  expect(existsSync(join(places.outboxFolder, `${key}.eml`))).toBe(true);
});

test('an envelope that claims the mail server for a ticket without an address is refused', async () => {
  const server = await scripted('accept');
  const places = freshPlaces();
  const context = contextWith({ smtp: smtpAt(server.port) });
  const draft = await approved(places, context, { to: null });
  const forged = { ...draft, preconditions: { ...draft.preconditions, transport: 'smtp', deliverable: true } };
  expect(await toolIn(places).execute(forged, key, context)).toMatchObject({ outcome: 'not-applied' });
  expect(server.commands).toEqual([]);
});

test('a mail server takes away idempotency and undo, a draft keeps both', () => {
  const smtp = smtpAt(25);
  const withServer = toolFactsUnder(replySendFacts, { ...noSettings, smtp }, params);
  expect(withServer).toMatchObject({ idempotency: { kind: 'none' }, canCompensate: false });
  for (const facts of [
    toolFactsUnder(replySendFacts, noSettings, params),
    toolFactsUnder(replySendFacts, { ...noSettings, smtp }, { ...params, to: null }),
  ])
    expect(facts).toMatchObject({ idempotency: { kind: 'keyed' }, canCompensate: true });
  expect(withServer.leavesMachine ?? withServer.external).toBe(true);
  const kept = toolFactsUnder(replySendFacts, noSettings, params);
  expect(kept, 'a draft in the outbox does not leave, and is held all the same').toMatchObject({
    leavesMachine: false,
    external: true,
  });
});
