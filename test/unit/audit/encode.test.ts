import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEvent } from '../../../electron/runtime/audit/encode.ts';
import { auditKinds, factNames, type AuditKind, type NewAuditEvent } from '../../../electron/runtime/audit/kinds.ts';
import { canonicalJson } from '../../../electron/runtime/json/canonical.ts';
import { decidedEvent } from './sample-events.ts';

const place = { chainId: 'log-1', seq: 7, previous: '0'.repeat(64) };

/** The object the encoder writes, for the library to canonicalise. */
function asObject(event: NewAuditEvent): Record<string, unknown> {
  return {
    v: 1,
    chainId: place.chainId,
    seq: place.seq,
    previous: place.previous,
    kind: event.kind,
    actor: event.actor,
    role: event.role ?? null,
    run: event.run ?? null,
    step: event.step ?? null,
    approval: event.approval ?? null,
    effect: event.effect ?? null,
    causes: event.causes ?? [],
    payloads: event.payloads ?? {},
    wallMs: event.wallMs,
    monotonicMs: event.monotonicMs,
    bootId: event.bootId,
    facts: event.facts,
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const textOrNull = fc.option(text);
const factValue = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const anyEvent = fc.constantFrom(...auditKinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    facts: fc.record(Object.fromEntries(factNames[kind].map((name) => [name, factValue]))),
    actor: fc.record({ kind: fc.constantFrom('person', 'agent', 'system'), id: text }),
    role: textOrNull,
    run: textOrNull,
    step: textOrNull,
    approval: textOrNull,
    effect: textOrNull,
    causes: fc.array(text, { maxLength: 3 }),
    payloads: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
    wallMs: fc.integer(),
    monotonicMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
    bootId: text,
  }),
) as unknown as fc.Arbitrary<NewAuditEvent>;

test('an event is encoded byte for byte as RFC 8785 says, whatever its kind and values', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(encodeEvent(place, event)).toBe(canonicalJson(asObject(event)));
    }),
    { numRuns: 3000 },
  );
});

test('an event with nothing optional is encoded as RFC 8785 says, with every field present', () => {
  const bare: NewAuditEvent = {
    kind: 'workspace.closed',
    actor: { kind: 'system', id: 'lanekeeper' },
    wallMs: 0,
    monotonicMs: -0,
    bootId: 'b',
    facts: { reason: '' },
  };
  expect(encodeEvent(place, bare)).toBe(canonicalJson(asObject(bare)));
  expect(Object.keys(JSON.parse(encodeEvent(place, bare)) as object)).toHaveLength(17);
});

test('the fact names of every kind stand in RFC 8785 order and once each', () => {
  for (const kind of auditKinds) expect([...factNames[kind]]).toEqual([...new Set(factNames[kind])].toSorted());
});

test('a fact the kind does not carry, or a missing one, is refused by name', () => {
  const extra = { ...decidedEvent, facts: { ...decidedEvent.facts, password: 'x' } } as unknown as NewAuditEvent;
  expect(() => encodeEvent(place, extra)).toThrow(/approval\.decided carries/);
  const { reason: _, ...rest } = decidedEvent.facts as Record<string, unknown>;
  const swapped = { ...decidedEvent, facts: { ...rest, other: 1 } } as unknown as NewAuditEvent;
  expect(() => encodeEvent(place, swapped)).toThrow(/needs the fact reason/);
  expect(() => encodeEvent(place, { ...decidedEvent, kind: 'made.up' as AuditKind } as NewAuditEvent)).toThrow(
    /made\.up/,
  );
});

test('a number JSON cannot carry is refused', () => {
  for (const wallMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => encodeEvent(place, { ...decidedEvent, wallMs })).toThrow(/finite/);
  }
});

test('free text with half a surrogate pair is recorded repaired, so that no typed reason can stop the log', () => {
  const event = { ...decidedEvent, facts: { ...decidedEvent.facts, reason: 'bad \uD800 half' } } as NewAuditEvent;
  const decoded = JSON.parse(encodeEvent(place, event)) as { facts: { reason: string } };
  expect(decoded.facts.reason).toBe('bad \uFFFD half');
});
