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
    'params.body: holds a control character that changes the reading direction',
  ]);
});

test('the hash of a schema does not depend on the order of its words', () => {
  expect(schemaHash({ type: 'object', properties: {} })).toBe(schemaHash({ properties: {}, type: 'object' }));
  expect(schemaHash({ type: 'object' })).not.toBe(schemaHash({ type: 'array' }));
});

test('actions alike share a fingerprint; another tool, shape, rule or tier has its own', () => {
  const action = { toolId: 'reply.send', params: { to: 'a', lines: ['x'] }, rule: 'r', tier: 'gate' as const };
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
  ];
  expect(new Set([same, ...others.map(fingerprintOf)]).size).toBe(7);
});

function found(params: Record<string, unknown>, target = plain.target): string[] {
  return inspectEnvelope({ target, params, preconditions: {} }).map(({ kind, path }) => `${kind} ${path}`);
}
