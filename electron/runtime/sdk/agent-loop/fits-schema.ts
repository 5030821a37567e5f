import type { Json, JsonObject } from '../../../../shared/json.ts';

/**
 * What of a value a JSON Schema does not allow, in words, or null: type, enum, const, properties, required,
 * additionalProperties and items, which is what providers take for structured answers. The agent's own contract is
 * checked in full at the end of the run.
 */
export function misfit(value: Json, schema: JsonObject, place = 'the answer'): string | null {
  const { type, enum: allowed, const: only, properties, required, additionalProperties, items } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : null;
  if (types !== null && !types.some((one) => isOf(value, String(one)))) return `${place} is not ${types.join(' or ')}`;
  if (Array.isArray(allowed) && !allowed.some((one) => isSame(one, value)))
    return `${place} is none of ${JSON.stringify(allowed)}`;
  if (only !== undefined && !isSame(only, value)) return `${place} is not ${JSON.stringify(only)}`;
  if (Array.isArray(value)) {
    if (!isObject(items)) return null;
    return first(value.map((one, index) => misfit(one, items, `${place}[${index}]`)));
  }
  if (!isObject(value)) return null;
  const known = isObject(properties) ? properties : {};
  const missing = Array.isArray(required) ? required.find((name) => !Object.hasOwn(value, String(name))) : undefined;
  if (missing !== undefined) return `${place} has no ${String(missing)}`;
  const more =
    additionalProperties === false ? Object.keys(value).find((name) => !Object.hasOwn(known, name)) : undefined;
  if (more !== undefined) return `${place} has ${more}, which was not asked for`;
  return first(
    Object.entries(known).map(([name, of]) => {
      const own = value[name];
      return own === undefined || !isObject(of) ? null : misfit(own, of, `${place}.${name}`);
    }),
  );
}

function first(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
