import { factNames, type AuditFacts, type AuditKind, type FactValue, type NewAuditEvent } from './kinds.ts';

/** The place an event takes in its chain. */
export interface ChainPlace {
  readonly chainId: string;
  readonly seq: number;
  /** Leaf hash of the event before it. */
  readonly previous: string;
}

/**
 * The event's canonical text: exactly what RFC 8785 gives for the same object, written in a fixed key order.
 * Free text with a lone surrogate has it replaced by U+FFFD, as no canonical form exists for it.
 * Throws for a fact the kind does not list and for numbers JSON cannot carry: both are bugs.
 */
export function encodeEvent(place: ChainPlace, event: NewAuditEvent): string {
  return (
    `{"actor":{"id":${text(event.actor.id)},"kind":${text(event.actor.kind)}}` +
    `,"approval":${textOrNull(event.approval)}` +
    `,"bootId":${text(event.bootId)}` +
    `,"causes":${list(event.causes)}` +
    `,"chainId":${text(place.chainId)}` +
    `,"effect":${textOrNull(event.effect)}` +
    `,"facts":${encodeFacts(event.kind, event.facts)}` +
    `,"kind":${text(event.kind)}` +
    `,"monotonicMs":${number(event.monotonicMs)}` +
    `,"payloads":${hashes(event.payloads)}` +
    `,"previous":${text(place.previous)}` +
    `,"role":${textOrNull(event.role)}` +
    `,"run":${textOrNull(event.run)}` +
    `,"seq":${number(place.seq)}` +
    `,"step":${textOrNull(event.step)}` +
    `,"v":1` +
    `,"wallMs":${number(event.wallMs)}}`
  );
}

/** `,"name":` per fact, built once per kind. */
const factPrefixes = new Map<string, readonly { readonly name: string; readonly prefix: string }[]>(
  Object.entries(factNames).map(([kind, names]) => [
    kind,
    names.map((name, index) => ({ name, prefix: `${index === 0 ? '' : ','}${JSON.stringify(name)}:` })),
  ]),
);

function encodeFacts<K extends AuditKind>(kind: K, facts: Readonly<AuditFacts[K]>): string {
  const prefixes = factPrefixes.get(kind);
  if (prefixes === undefined) throw new TypeError(`unknown audit kind ${kind}`);
  const values = facts as unknown as Readonly<Record<string, FactValue | undefined>>;
  let given = 0;
  for (const name in values) if (Object.hasOwn(values, name)) given += 1;
  if (given !== prefixes.length) throw new TypeError(`audit kind ${kind} carries ${factNames[kind].join(', ')}`);
  let out = '{';
  for (const { name, prefix } of prefixes) {
    const value = values[name];
    if (value === undefined) throw new TypeError(`audit kind ${kind} needs the fact ${name}`);
    out += prefix;
    if (typeof value === 'string') out += text(value);
    else if (typeof value === 'number') out += number(value);
    else out += value === null ? 'null' : value ? 'true' : 'false';
  }
  return out + '}';
}

function text(value: string): string {
  return JSON.stringify(value.isWellFormed() ? value : value.toWellFormed());
}

function textOrNull(value: string | null | undefined): string {
  return value === null || value === undefined ? 'null' : text(value);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`an audit number must be finite, got ${value}`);
  return value === 0 ? '0' : String(value);
}

function list(values: readonly string[] | undefined): string {
  if (values === undefined || values.length === 0) return '[]';
  let out = '';
  for (const value of values) out += (out === '' ? '[' : ',') + text(value);
  return out + ']';
}

function hashes(payloads: Readonly<Record<string, string>> | undefined): string {
  if (payloads === undefined) return '{}';
  const names = Object.keys(payloads);
  // The default order compares UTF-16 code units, which is the order RFC 8785 asks for.
  if (names.length > 1) names.sort();
  let out = '';
  for (const name of names) out += `${out === '' ? '' : ','}${text(name)}:${text(payloads[name] ?? '')}`;
  return `{${out}}`;
}
