import type { Json, JsonObject } from 'lanekeeper/sdk';
import { isRecord } from '../reading/json-fields.ts';

/** Where a value breaks its contract: the field, and the keyword that does not hold. */
export interface Violation {
  readonly field: string;
  readonly keyword: string;
  readonly limit: Json;
}

/** A contract made ready for checking many flat objects of texts. */
export type ContractCheck = (value: Readonly<Record<string, string>>) => Violation | null;

type FieldCheck = { readonly keyword: string; readonly limit: Json; readonly holds: (value: string) => boolean };

/**
 * Prepares a JSON Schema of flat text fields. It knows the keywords such a contract needs and refuses any other, so a
 * contract can never say more than is checked. (A general validator compiles code from the schema, which an agent's
 * locked thread need not allow.)
 */
export function contractCheck(
  schema: JsonObject,
  formats: Readonly<Record<string, (value: string) => boolean>>,
): ContractCheck {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const fields = Object.entries(properties).map(([field, rules]): [string, FieldCheck[]] => [
    field,
    isRecord(rules) ? fieldChecks(rules, formats) : [],
  ]);
  return (value) => {
    for (const field of required) if (value[field] === undefined) return { field, keyword: 'required', limit: true };
    for (const [field, checks] of fields) {
      const text = value[field];
      if (text === undefined) continue;
      for (const check of checks) {
        if (!check.holds(text)) return { field, keyword: check.keyword, limit: check.limit };
      }
    }
    return null;
  };
}

function fieldChecks(rules: JsonObject, formats: Readonly<Record<string, (value: string) => boolean>>): FieldCheck[] {
  return Object.entries(rules).flatMap(([keyword, limit]): FieldCheck[] => {
    switch (keyword) {
      case 'type':
        if (limit === 'string') return [];
        break;
      case 'minLength':
        return [{ keyword, limit, holds: (value) => hasCharacters(value, Number(limit)) }];
      case 'maxLength':
        return [{ keyword, limit, holds: (value) => !hasCharacters(value, Number(limit) + 1) }];
      case 'pattern': {
        if (typeof limit !== 'string') break;
        const pattern = new RegExp(limit, 'u');
        return [{ keyword, limit, holds: (value) => pattern.test(value) }];
      }
      case 'format': {
        const format = typeof limit === 'string' ? formats[limit] : undefined;
        if (format !== undefined) return [{ keyword, limit, holds: format }];
        break;
      }
      case 'allOf':
        if (Array.isArray(limit)) return limit.flatMap((part) => (isRecord(part) ? fieldChecks(part, formats) : []));
        break;
    }
    throw new Error(`The row contract uses ${keyword}: ${JSON.stringify(limit)}, which is not checked.`);
  });
}

/** JSON Schema counts code points; a text of fewer UTF-16 units, or of twice as many, needs no counting. */
function hasCharacters(value: string, count: number): boolean {
  if (value.length < count) return false;
  if (value.length >= count * 2) return true;
  let left = count;
  for (const _ of value) if ((left -= 1) <= 0) return true;
  return left <= 0;
}
