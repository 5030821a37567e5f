/** The parts of a JSON Schema that a form can be made from. */
export interface FieldSchema {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'other';
  readonly title: string;
  readonly description: string;
  readonly options: readonly (string | number)[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly isRequired: boolean;
  readonly fields: readonly Field[];
  readonly initial: unknown;
}

export interface Field {
  readonly key: string;
  readonly schema: FieldSchema;
}

export type FormValue = Readonly<Record<string, unknown>>;

/** The fields of an object schema, in its own order. */
export function fieldsOf(schema: Readonly<Record<string, unknown>>): Field[] {
  const properties = schema['properties'];
  if (!isRecord(properties)) return [];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([key, value]) =>
    isRecord(value) ? [{ key, schema: readSchema(key, value, required.includes(key)) }] : [],
  );
}

/** The form's first values: defaults, empty lists and objects; what has no default is left out. */
export function initialValue(fields: readonly Field[]): FormValue {
  const value: Record<string, unknown> = {};
  for (const { key, schema } of fields) {
    if (schema.initial !== undefined) value[key] = schema.initial;
    else if (schema.type === 'object') value[key] = initialValue(schema.fields);
    else if (schema.type === 'boolean' && schema.isRequired) value[key] = false;
  }
  return value;
}

/** Lays proposed values over those of the form; objects are merged, everything else is replaced. */
export function mergeValue(base: FormValue, proposal: FormValue): FormValue {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(proposal)) {
    if (value === undefined || value === null) continue;
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? mergeValue(before, value) : value;
  }
  return merged;
}

/** What is wrong with the values, by path (`columns.text`). The runtime checks again with the whole contract. */
export function problemsOf(fields: readonly Field[], value: FormValue, path = ''): Map<string, string> {
  const problems = new Map<string, string>();
  for (const { key, schema } of fields) {
    const at = path === '' ? key : `${path}.${key}`;
    const held = value[key];
    if (schema.type === 'object') {
      for (const [inner, words] of problemsOf(schema.fields, isRecord(held) ? held : {}, at))
        problems.set(inner, words);
      continue;
    }
    const words = problemOf(schema, held);
    if (words !== null) problems.set(at, words);
  }
  return problems;
}

/** The values to send: empty optional fields are left out, so that the contract's own defaults hold. */
export function cleanValue(fields: readonly Field[], value: FormValue): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  const known = new Map(fields.map((field) => [field.key, field.schema]));
  for (const [key, held] of Object.entries(value)) {
    const schema = known.get(key);
    if (held === '' || held === undefined || held === null) continue;
    if (schema?.type === 'object' && isRecord(held)) {
      const inner = cleanValue(schema.fields, held);
      if (Object.keys(inner).length > 0 || schema.isRequired) clean[key] = inner;
    } else clean[key] = held;
  }
  return clean;
}

function problemOf(schema: FieldSchema, held: unknown): string | null {
  const isEmpty = held === undefined || held === null || held === '';
  if (isEmpty) return schema.isRequired ? `${schema.title} is needed.` : null;
  if (schema.type !== 'number' && schema.type !== 'integer') return null;
  if (typeof held !== 'number' || !Number.isFinite(held)) return `${schema.title} has to be a number.`;
  if (schema.type === 'integer' && !Number.isInteger(held)) return `${schema.title} has to be a whole number.`;
  if (schema.minimum !== null && held < schema.minimum) return `${schema.title} has to be ${schema.minimum} or more.`;
  if (schema.maximum !== null && held > schema.maximum) return `${schema.title} has to be ${schema.maximum} or less.`;
  return null;
}

function readSchema(key: string, raw: Readonly<Record<string, unknown>>, isRequired: boolean): FieldSchema {
  return {
    type: typeOf(raw),
    title: typeof raw['title'] === 'string' ? raw['title'] : titleFrom(key),
    description: typeof raw['description'] === 'string' ? raw['description'] : '',
    options: Array.isArray(raw['enum']) ? raw['enum'].filter(isOption) : [],
    minimum: typeof raw['minimum'] === 'number' ? raw['minimum'] : null,
    maximum: typeof raw['maximum'] === 'number' ? raw['maximum'] : null,
    isRequired,
    fields: fieldsOf(raw),
    initial: raw['default'],
  };
}

function typeOf(raw: Readonly<Record<string, unknown>>): FieldSchema['type'] {
  const declared = Array.isArray(raw['type']) ? raw['type'].find((name) => name !== 'null') : raw['type'];
  if (declared === 'array') {
    const items = raw['items'];
    return isRecord(items) && items['type'] === 'string' ? 'array' : 'other';
  }
  const known = ['string', 'number', 'integer', 'boolean', 'object'] as const;
  return known.find((name) => name === declared) ?? (Array.isArray(raw['enum']) ? 'string' : 'other');
}

/** `draftReplies` and `draft_replies` become `Draft replies`. */
function titleFrom(key: string): string {
  const words = key
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isOption(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
