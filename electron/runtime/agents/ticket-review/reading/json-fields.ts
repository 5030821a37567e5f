import type { Json, JsonObject } from 'lanekeeper/sdk';

const DEEPEST_FIELD = 3;

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with fields. */
export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field as text: nested objects and lists keep their JSON form, an absent field is empty. */
export function fieldText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** The column names of a record; a field inside a field is written with a dot, as in `customer.email`. */
export function fieldNames(record: JsonObject, depth = 1): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    const nested = isRecord(value) && depth < DEEPEST_FIELD ? fieldNames(value, depth + 1) : [];
    if (nested.length === 0) names.push(name);
    else names.push(...nested.map((inner) => `${name}.${inner}`));
  }
  return names;
}
