import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, asyncProperty, string } from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import type { ToolContext, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import { createReplySend } from '../../../electron/runtime/tools/reply-send/tool.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf } from './envelopes.ts';

const key = keyOf('reply');
const params = {
  to: 'jane@example.org',
  ticketId: '3384392',
  subject: 'Your complaint',
  body: 'Dear Jane,\n\nSorry.\n',
};

async function approved(
  places: ToolPlaces,
  asked: JsonObject,
  context: ToolContext = contextWith(),
): Promise<Envelope> {
  const prepared = await createReplySend(places).prepare('ticket', asked, context);
  if (!prepared.ok) throw new Error(prepared.reason);
  return envelopeFor(replySendFacts, { params: asked, preconditions: prepared.preconditions });
}

test('a reply is written as one real mail file named after its key', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const outcome = await tool.execute(await approved(places, params), key, contextWith());
  expect(outcome).toMatchObject({
    outcome: 'done',
    detail: { transport: 'outbox', to: 'jane@example.org', file: `${key}.eml` },
  });
  expect(readdirSync(places.outboxFolder)).toEqual([`${key}.eml`]);
  const mail = await PostalMime.parse(readFileSync(join(places.outboxFolder, `${key}.eml`)));
  expect(mail.to).toEqual([{ address: 'jane@example.org', name: '' }]);
  expect(mail.subject).toBe('Your complaint');
  expect(mail.text?.replaceAll('\r\n', '\n')).toBe('Dear Jane,\n\nSorry.\n');
  expect(mail.date).toBe('2026-03-04T05:06:07.000Z');
  expect(mail.messageId).toBe(`<${key}@lanekeeper.invalid>`);
  expect(mail.headers.find((header) => header.key === 'x-lanekeeper-key')?.value).toBe(key);
});

test('the same envelope and key give the same bytes, wherever and whenever they are written', async () => {
  const files: Buffer[] = [];
  for (const nowMs of [1, 2_000_000_000_000]) {
    const places = freshPlaces();
    await createReplySend(places).execute(await approved(places, params), key, { ...contextWith(), nowMs });
    files.push(readFileSync(join(places.outboxFolder, `${key}.eml`)));
  }
  expect(files[0]).toEqual(files[1]);
});

test('subjects and bodies in any script come back from the file as they were written', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const line = string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((text) =>
    text.replaceAll(/\p{C}|\p{Z}/gu, 'x'),
  );
  let n = 0;
  await assert(
    asyncProperty(line, array(line, { minLength: 1, maxLength: 8 }), async (subject, lines) => {
      const own = keyOf(`any script ${(n += 1)}`);
      const asked = { ...params, subject, body: `${lines.join('\n')}\n` };
      expect(await tool.execute(await approved(places, asked), own, contextWith())).toMatchObject({ outcome: 'done' });
      const mail = await PostalMime.parse(readFileSync(join(places.outboxFolder, `${own}.eml`)));
      expect(mail.subject).toBe(subject);
      expect(mail.text?.replaceAll('\r\n', '\n')).toBe(asked.body);
    }),
    { numRuns: 60 },
  );
});

test('a body with lines beginning with dots, From and 2,000 characters survives', async () => {
  const places = freshPlaces();
  const body = `.\n..\nFrom here\n${'long '.repeat(400)}\n=3D\n日本語のご連絡ありがとうございます。\n`;
  await createReplySend(places).execute(await approved(places, { ...params, body }), key, contextWith());
  const mail = await PostalMime.parse(readFileSync(join(places.outboxFolder, `${key}.eml`)));
  expect(mail.text?.replaceAll('\r\n', '\n')).toBe(body);
});

test('a ticket without an address becomes a draft that no mail system can deliver', async () => {
  const places = freshPlaces();
  const asked = { ...params, to: null };
  const prepared = await createReplySend(places).prepare('ticket', asked, contextWith());
  expect(prepared).toMatchObject({ ok: true, preconditions: { transport: 'outbox', deliverable: false } });
  expect(prepared.ok && prepared.diff[0]?.after).toContain('can never be sent');
  expect(replySendFacts.describe('x', asked).title).toBe('Save 1 draft reply for ticket 3384392');
  await createReplySend(places).execute(await approved(places, asked), key, contextWith());
  const mail = await PostalMime.parse(readFileSync(join(places.outboxFolder, `${key}.eml`)));
  expect(mail.to).toEqual([{ address: 'ticket-3384392@undeliverable.invalid', name: 'ticket 3384392' }]);
});

test.each([
  ['a line break in the subject', { subject: 'Hi\r\nBcc: everyone@example.org' }, /^subject must be one line/],
  ['a line break in the address', { to: 'jane@example.org\nCc: x@example.org' }, /^to must be one line/],
  ['a line break in the ticket id', { ticketId: '1\r\n2', to: null }, /^ticketId must be one line/],
  ['a Unicode line separator in the subject', { subject: 'Hi\u2028Bcc: x' }, /^subject must be one line/],
  ['two addresses', { to: 'a@example.org, b@example.org' }, /not one mail address/],
  ['a name with an address', { to: 'Jane <jane@example.org>' }, /not one mail address/],
  ['no domain', { to: 'jane' }, /not one mail address/],
  ['a domain without a dot', { to: 'jane@localhost' }, /not one mail address/],
  ['an address literal', { to: 'jane@[127.0.0.1]' }, /not one mail address/],
  ['an address of numbers', { to: 'jane@127.0.0.1' }, /not one mail address/],
  ['a quoted local part', { to: '"a b"@example.org' }, /not one mail address/],
  ['a percent sign in the domain', { to: 'jane@example%2eorg' }, /not one mail address/],
  ['an empty address', { to: '' }, /^to is empty/],
  ['an endless subject', { subject: 'x'.repeat(301) }, /^subject is longer than 300 characters/],
  ['an endless body', { body: 'x'.repeat(100_001) }, /^body is longer than 100000 characters/],
  ['a NUL in the body', { body: 'a\0b' }, /^body must be text without control characters/],
  ['half a character', { body: 'a\ud800b' }, /half of a character/],
  ['an unknown parameter', { cc: 'x@example.org' }, /^cc is not a parameter/],
  ['a sender that is no address', { from: 'the support team' }, /sender .* is not one mail address/],
])('%s is refused before anybody is asked, with a sentence', async (_name, change, sentence) => {
  const places = freshPlaces();
  const prepared = await createReplySend(places).prepare('ticket', { ...params, ...change }, contextWith());
  expect(prepared).toMatchObject({ ok: false });
  expect(!prepared.ok && prepared.reason).toMatch(sentence);
});

test('parameters are checked again at execution, and nothing is written', async () => {
  const places = freshPlaces();
  const good = await approved(places, params);
  const bad = { ...good, params: { ...good.params, subject: 'a\r\nBcc: b@example.org' } };
  expect(await createReplySend(places).execute(bad, key, contextWith())).toMatchObject({ outcome: 'not-applied' });
  expect(readdirSync(places.outboxFolder)).toEqual([]);
});

test('an address with an international domain is shown and written in its ASCII form', async () => {
  const places = freshPlaces();
  const envelope = await approved(places, { ...params, to: 'jane@bücher.example' });
  expect(envelope.preconditions['to']).toBe('jane@xn--bcher-kva.example');
});

test('an agent cannot choose another sender than the operator', async () => {
  const places = freshPlaces();
  const context = contextWith({ outboxFrom: 'Support <help@example.com>' });
  const asked = { ...params, from: 'ceo@example.com' };
  expect(await createReplySend(places).prepare('ticket', asked, context)).toMatchObject({
    ok: false,
    reason: 'Replies are sent as help@example.com, set by the operator; the agent asked for ceo@example.com.',
  });
  const own = await approved(places, { ...params, from: 'help@example.com' }, context);
  expect(own.preconditions).toMatchObject({ from: 'help@example.com', fromName: 'Support' });
});

test('a mail server set up between approval and execution makes the approval stale: nothing is sent', async () => {
  const places = freshPlaces();
  const envelope = await approved(places, params);
  const smtp = { host: '127.0.0.1', port: 1, secure: false, from: 'help@example.com', user: null, passwordRef: null };
  const outcome = await createReplySend(places).execute(envelope, key, contextWith({ smtp }));
  expect(outcome).toMatchObject({ outcome: 'not-applied' });
  expect(outcome.outcome === 'not-applied' && outcome.reason).toContain('transport');
  expect(readdirSync(places.outboxFolder)).toEqual([]);
});

test('two executes of one key at once leave one file, and both say done with the same receipt', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const envelope = await approved(places, params);
  const [first, second] = await Promise.all([
    tool.execute(envelope, key, contextWith()),
    tool.execute(envelope, key, contextWith()),
  ]);
  expect(first.outcome).toBe('done');
  expect(second).toEqual(first);
  expect(readdirSync(places.outboxFolder)).toEqual([`${key}.eml`]);
  expect(await tool.probe?.(envelope, key, contextWith())).toMatchObject({
    verdict: 'applied',
    detail: first.outcome === 'done' ? first.detail : null,
  });
});

test('a file of that name from another hand is left as it is', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const envelope = await approved(places, params);
  const path = join(places.outboxFolder, `${key}.eml`);
  writeFileSync(path, 'Subject: mine\r\n\r\nhands off');
  expect(await tool.probe?.(envelope, key, contextWith())).toEqual({ verdict: 'not-applied' });
  expect(await tool.execute(envelope, key, contextWith())).toMatchObject({ outcome: 'not-applied' });
  expect(readFileSync(path, 'utf8')).toBe('Subject: mine\r\n\r\nhands off');
});

test('a missing outbox folder is said, and is not made anew behind the back of the operator', async () => {
  const places = freshPlaces();
  const envelope = await approved(places, params);
  rmSync(places.outboxFolder, { recursive: true });
  const outcome = await createReplySend(places).execute(envelope, key, contextWith());
  expect(outcome).toEqual({
    outcome: 'not-applied',
    reason: `The folder of the outbox file ${key}.eml is missing. No reply was written; the approved text is kept with the item.`,
  });
  expect(existsSync(places.outboxFolder)).toBe(false);
});

test('a reply can be withdrawn from the outbox, once, and is not written again under its key', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const envelope = await approved(places, params);
  const done = await tool.execute(envelope, key, contextWith());
  const receipt = done.outcome === 'done' ? done.detail : {};
  const first = await tool.compensate?.(envelope, key, receipt, contextWith());
  expect(first).toMatchObject({ outcome: 'done', summary: 'Withdrawn from the outbox' });
  expect(await tool.compensate?.(envelope, key, receipt, contextWith())).toEqual(first);
  expect(readdirSync(places.outboxFolder)).toEqual(['withdrawn']);
  expect(readdirSync(join(places.outboxFolder, 'withdrawn'))).toEqual([`${key}.eml`]);
  expect(await tool.execute(envelope, key, contextWith())).toMatchObject({ outcome: 'not-applied' });
  expect(await tool.probe?.(envelope, key, contextWith())).toMatchObject({ verdict: 'applied' });
});

test('a reply that somebody took from the outbox is not claimed to be withdrawn', async () => {
  const places = freshPlaces();
  const tool = createReplySend(places);
  const envelope = await approved(places, params);
  await tool.execute(envelope, key, contextWith());
  rmSync(join(places.outboxFolder, `${key}.eml`));
  expect(await tool.compensate?.(envelope, key, {}, contextWith())).toMatchObject({ outcome: 'not-applied' });
});
