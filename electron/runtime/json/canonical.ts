import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { asId, type Sha256 } from '../../../shared/ids.ts';

/** The RFC 8785 text of a JSON value; throws for what JSON cannot say (undefined, NaN, lone surrogates, cycles). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

/** Lower-case hex SHA-256 of a text's UTF-8 bytes, or of bytes. */
export function sha256(input: string | Uint8Array): Sha256 {
  return asId<Sha256>(hash('sha256', input, 'hex'));
}

/** SHA-256 of a value's RFC 8785 bytes. */
export function canonicalHash(value: unknown): Sha256 {
  return sha256(canonicalJson(value));
}
