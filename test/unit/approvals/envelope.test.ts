import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import {
  envelopeHash,
  maxEnvelopeBytes,
  openEnvelope,
  schemaHash,
  sealEnvelope,
} from '../../../electron/runtime/approvals/envelope.ts';
import { fingerprintOf } from '../../../electron/runtime/approvals/fingerprint.ts';
import { inspectEnvelope } from '../../../electron/runtime/approvals/inspect.ts';
import { canonicalJson } from '../../../electron/runtime/json/canonical.ts';
import { envelopeFor } from './sample-item.ts';

const plain = envelopeFor('gate');

function sealed(envelope: Envelope): { bytes: string; hash: string; uninspectable: readonly string[] } {
  const sealing = sealEnvelope(envelope);
  if (!sealing.ok) throw new Error(sealing.reason);
  return sealing.sealed;
}

function refusal(params: Record<string, unknown>): string {
  const sealing = sealEnvelope({ ...plain, params });
  return sealing.ok ? 'sealed' : sealing.reason;
}

test('A3 the same action has the same bytes, in whatever order its fields were given', () => {
  const reversed = Object.fromEntries(Object.entries(plain).toReversed()) as unknown as Envelope;
  expect(sealed(reversed)).toEqual(sealed(plain));
  expect(sealed(plain).bytes.startsWith('{"agent":{"id":"ticket-review"')).toBe(true);
  expect(sealed(plain).hash).toBe(envelopeHash(sealed(plain).bytes));
});

test('A3 what was sealed opens to the same action, and no other hash opens it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true }),
      (params) => {
        const sealing = sealEnvelope({ ...plain, params });
        fc.pre(sealing.ok);
        const { bytes, hash } = sealing.sealed;
        const opened = openEnvelope(bytes, hash);
        if (!opened.ok) throw new Error(opened.reason);
        expect(sealed(opened.envelope).bytes).toBe(bytes);
        expect(openEnvelope(bytes, 'ff'.repeat(32)).ok).toBe(false);
      },
    ),
  );
});

test('A4 what is read back to be run is what stands in the bytes, also under a name that programs take for something else', () => {
  const params = JSON.parse('{"to":"a@example.org","__proto__":{"bcc":"eve@example.org"}}') as Record<string, unknown>;
  expect(refusal(params)).toMatch(/The field params has a field named __proto__/);
  expect(refusal({ body: { deep: [params] } })).toMatch(/The field params\.body\.deep\.0 has a field named __proto__/);
  // Bytes from before it was refused: what is shown of them is what would run.
  const bytes = canonicalJson({ ...plain, params });
  const opened = openEnvelope(bytes, envelopeHash(bytes));
  expect(opened.ok ? canonicalJson(opened.envelope) : opened.reason).toBe(bytes);
});

test('A4 stored bytes that differ in anything are refused, even with a hash of their own', () => {
  const { bytes, hash } = sealed(plain);
  expect(openEnvelope(bytes.replace('customer', 'Customer'), hash)).toMatchObject({ ok: false });
  const forms: Readonly<Record<string, RegExp>> = {
    [` ${bytes}`]: /canonical form/,
    [bytes.replace('"tier":"gate"', '"tier":"gate","tierless":1')]: /not an envelope/,
    [bytes.replace('{"agent"', '{"agent":{"id":"x","release":"y"},"agent"')]: /canonical form/,
    [bytes.replace('"generation":0', '"generation":12345678901234567890')]: /canonical form/,
    'not json': /canonical form/,
  };
  for (const [form, reason] of Object.entries(forms)) {
    const opened = openEnvelope(form, envelopeHash(form));
    expect(opened.ok ? 'opened' : opened.reason).toMatch(reason);
  }
});

test('what JSON would change on the way is refused with the field that holds it', () => {
  expect(refusal({ account: 1e20 })).toContain('params.account');
  expect(refusal({ lines: ['ok', 'bad \uDC00'] })).toBe('The field params.lines.1 holds half of a surrogate pair.');
  expect(refusal({ ['\uD800']: 1 })).toContain('surrogate');
  expect(refusal({ amount: Number.NaN })).toBe('The field params.amount is not a finite number.');
  expect(refusal({ amount: -0 })).toBe('The field params.amount is -0, which JSON writes as 0; give it as text.');
  expect(refusal({ when: new Date(0) })).toBe('The field params.when is not plain JSON.');
  expect(refusal({ gone: undefined })).toBe('The field params.gone is not JSON (undefined).');
});

test('an action beyond 1 MiB, or nested beyond what a person can follow, is refused', () => {
  expect(refusal({ body: 'x'.repeat(maxEnvelopeBytes) })).toContain('Name large content by an artifact');
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  expect(refusal({ deep })).toContain('nested deeper');
});

test('what might not be seen as it is, is named with its field', () => {
  expect(found({ body: 'a\u200Bb' })).toEqual(['zero-width params.body']);
  expect(found({ body: 'tag \u{E0041}' })).toEqual(['zero-width params.body']);
  expect(found({ body: 'x\u001B[2Jy' })).toEqual(['terminal-escape params.body', 'control-character params.body']);
  expect(found({ list: [{ note: 'bell \u0007' }] })).toEqual(['control-character params.list.0.note']);
  expect(found({ body: 'see <img src=x>' })).toEqual(['html params.body']);
  expect(found({ to: 'p\u0430ypal@example.org' })).toEqual(['mixed-scripts params.to']);
  expect(found({ to: 'someone@xn--pypal-4ve.com' })).toEqual(['encoded-domain params.to']);
  expect(found({}, '\uFF50ay@example.org')).toEqual(['mixed-scripts target']);
  expect(found({}, 'a@example.org\r\nBcc: b@example.org')).toEqual(['line-break-in-target target']);
  expect(found({ 'na\u200Bme': 1 })).toEqual(['zero-width params (a field name)']);
});

test('ordinary text in any language has no finding', () => {
  const texts = [
    'Dear customer,\r\n\r\n\tI am sorry — €20 < €30 and 5 > 3.',
    'Zażółć gęślą jaźń; Ελληνικά; Русский; 日本語; العربية; עברית',
    'X > Y, a<b, <3, if (a < b)',
  ];
  expect(inspectEnvelope({ target: 'Ελένη Παπαδοπούλου', params: { texts }, preconditions: {} })).toEqual([]);
  expect(inspectEnvelope({ target: 'x', params: { body: 'family 👨‍👩‍👧 👩🏽‍🚀 🏳️‍🌈' }, preconditions: {} })).toEqual([]);
});

test('a sealed action lists its findings as sentences for the card', () => {
  expect(sealed(plain).uninspectable).toEqual([]);
  expect(sealed({ ...plain, params: { body: 'a\u202Eb' } }).uninspectable).toEqual([
    'params.body: holds a control character that changes the reading direction (U+202E right-to-left override)',
  ]);
});

test('A4 an address inside a text is looked at as one: mixed alphabets are named, and both ways of writing a domain are shown', () => {
  const sentences = (body: string): string[] =>
    inspectEnvelope({ target: 'x', params: { body }, preconditions: {} }).map(({ sentence }) => sentence);
  expect(sentences('Please sign in at https://p\u0430ypal.com/login.')).toEqual([
    'params.body: names the domain pаypal.com, which is xn--pypal-4ve.com',
    'params.body: mixes alphabets inside one word (U+0430), which can imitate another name',
  ]);
  expect(sentences('or at xn--pypal-4ve.com')).toEqual([
    'params.body: names the domain pаypal.com, which is xn--pypal-4ve.com',
  ]);
  expect(sentences('Он сказал: нет.Потом да. Schöne Grüße, müller.de')).toEqual([]);
});

test('A4 a text that is JSON says where a program may read it otherwise than it is written', () => {
  const surprises = (text: string): string[] =>
    inspectEnvelope({ target: 'x', params: { text }, preconditions: {} }).map(({ sentence }) =>
      sentence.slice('params.text: is JSON text that '.length),
    );
  expect(surprises('{"to":"a","to":"b"}')).toEqual(['has the key "to" is given twice (/to)']);
  expect(surprises('{"n":9007199254740993}')).toEqual([
    'holds the number 9007199254740993, which programs may read as 9007199254740992',
  ]);
  expect(surprises('[-0]')).toEqual(['holds the number -0, which programs may read as 0']);
  expect(surprises('[1e400]')).toEqual(['holds the number 1e400, which programs may read as Infinity']);
  expect(surprises('[0.1000000000000000055511]')).toHaveLength(1);
  expect(surprises(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toEqual(['is nested deeper than 32 levels']);
  expect(surprises('{"price":10.10,"n":1e3,"text":"9007199254740993","zero":0.0}')).toEqual([]);
  expect(surprises('[Name], thank you for 9007199254740993 letters')).toEqual([]);
});

test('A4 what is kept as a file counts as not looked through', () => {
  const body = { $artifact: 'a'.repeat(64), bytes: 52_428_800 };
  expect(inspectEnvelope({ target: 'x', params: { body }, preconditions: {} })).toMatchObject([
    { kind: 'kept-as-file', sentence: expect.stringContaining('52,428,800 bytes') },
  ]);
});

test('looking through a payload made to be slow stays fast and its findings fit on a card', () => {
  const texts = ['\u0430'.repeat(500_000), 'a.'.repeat(300_000), `[${'"a",'.repeat(60_000)}1]`, '-'.repeat(500_000)];
  for (const text of texts) expect(inspectEnvelope({ target: 'x', params: { text }, preconditions: {} })).toEqual([]);
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 'a\u202Eb']));
  expect(inspectEnvelope({ target: 'x', params: many, preconditions: {} })).toHaveLength(51);
});

test('the hash of a schema does not depend on the order of its words', () => {
  expect(schemaHash({ type: 'object', properties: {} })).toBe(schemaHash({ properties: {}, type: 'object' }));
  expect(schemaHash({ type: 'object' })).not.toBe(schemaHash({ type: 'array' }));
});

test('actions alike share a fingerprint; another tool, shape, rule, tier or system has its own', () => {
  const params = { to: 'a', lines: ['x'] };
  const action = { toolId: 'reply.send', params, rule: 'r', tier: 'gate' as const, systems: ['Outbox'] };
  const same = fingerprintOf(action);
  expect(same).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprintOf({ ...action, params: { lines: ['y', 'z'], to: 'b' } })).toBe(same);
  const others = [
    { ...action, toolId: 'record.update' },
    { ...action, params: { to: 'a', lines: ['x', 1] } },
    { ...action, params: { to: 'a', lines: ['x'], cc: 'b' } },
    { ...action, params: { to: null, lines: ['x'] } },
    { ...action, rule: 'other' },
    { ...action, tier: 'gate-two' as const },
    { ...action, systems: ['Mail'] },
  ];
  expect(new Set([same, ...others.map(fingerprintOf)]).size).toBe(8);
});

function found(params: Record<string, unknown>, target = plain.target): string[] {
  return inspectEnvelope({ target, params, preconditions: {} }).map(({ kind, path }) => `${kind} ${path}`);
}
