import { envelopeSchema, type Envelope } from '../../../shared/domain/envelope.ts';
import type { Sha256 } from '../../../shared/ids.ts';
import { canonicalHash, canonicalJson, sha256 } from '../json/canonical.ts';
import { changedByJson } from '../json/carried.ts';
import { inspectEnvelope } from './inspect.ts';

/** A larger parameter goes to an artifact and is named by its hash. */
export const maxEnvelopeBytes = 1024 * 1024;

/** An action as it is stored. */
export interface SealedEnvelope {
  /** RFC 8785 text; its UTF-8 bytes are stored, shown, hashed and run. */
  readonly bytes: string;
  readonly hash: Sha256;
  /** What the card cannot show for certain, one sentence each; such an item is decided alone. */
  readonly uninspectable: readonly string[];
}

export type Sealing =
  | { readonly ok: true; readonly sealed: SealedEnvelope }
  | { readonly ok: false; readonly reason: string };

/** Makes the exact bytes a person decides on (A3), or says why there can be none. */
export function sealEnvelope(envelope: Envelope): Sealing {
  const fault = changedByJson(envelope, '', { mayLack: false });
  if (fault !== null) return { ok: false, reason: fault };
  const bytes = canonicalJson(envelope);
  const size = Buffer.byteLength(bytes);
  if (size > maxEnvelopeBytes) {
    return {
      ok: false,
      reason: `The action takes ${size} bytes; ${maxEnvelopeBytes} is the limit. Name large content by an artifact.`,
    };
  }
  const uninspectable = inspectEnvelope(envelope).map((finding) => finding.sentence);
  return { ok: true, sealed: { bytes, hash: envelopeHash(bytes), uninspectable } };
}

/** SHA-256 of the envelope's bytes. */
export function envelopeHash(bytes: string): Sha256 {
  return sha256(bytes);
}

export type Opening =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly reason: string };

/** Reads stored bytes back and refuses any that are not exactly those of the hash, in canonical form. */
export function openEnvelope(bytes: string, expectedHash: string): Opening {
  const hash = envelopeHash(bytes);
  if (hash !== expectedHash) {
    return {
      ok: false,
      reason: `The stored action has the hash ${hash.slice(0, 12)}, not ${expectedHash.slice(0, 12)}.`,
    };
  }
  // A key given twice, a rounded number, another layout: whatever parsing changes is no longer the same text.
  const value = parseCanonical(bytes);
  if (value === undefined) return { ok: false, reason: 'The stored action is not in canonical form.' };
  const parsed = strictEnvelope.safeParse(value);
  if (!parsed.success) {
    return { ok: false, reason: `The stored action is not an envelope: ${parsed.error.issues[0]?.message}.` };
  }
  // As they stand in the bytes: the schema passes over names that programs take for something else.
  const { params, preconditions } = value as Envelope;
  return { ok: true, envelope: { ...parsed.data, params, preconditions } };
}

/** SHA-256 of a tool's JSON Schema in canonical form: `tool.schemaHash`. */
export function schemaHash(schema: unknown): Sha256 {
  return canonicalHash(schema);
}

const strictEnvelope = envelopeSchema.strict();

function parseCanonical(bytes: string): unknown {
  try {
    const value: unknown = JSON.parse(bytes);
    return isPlainlyCanonical(value, bytes) || canonicalJson(value) === bytes ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether it is canonical text, told without making that text again: strings and numbers are as `JSON.stringify` writes
 * them (which RFC 8785 takes from it, but for lone surrogates), and names are in order. False: it has to be made again.
 */
function isPlainlyCanonical(value: unknown, bytes: string): boolean {
  return JSON.stringify(value) === bytes && !bytes.includes('\\ud') && isInOrder(value);
}

function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before: string | null = null;
  for (const [name, inner] of Object.entries(value)) {
    if ((before !== null && !(before < name)) || !isInOrder(inner)) return false;
    before = name;
  }
  return true;
}
