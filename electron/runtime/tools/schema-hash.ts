import type { Sha256 } from '../../../shared/ids.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { canonicalHash } from '../json/canonical.ts';

/** The `schemaHash` of an envelope: SHA-256 of the schema's RFC 8785 bytes. */
export function toolSchemaHash(schema: JsonObject): Sha256 {
  return canonicalHash(schema);
}
