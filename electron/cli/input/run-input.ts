import { UsageError } from '../arguments/usage-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of a JSON Schema that says what a field may be. */
interface FieldSchema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: unknown;
}

/** A run's input: what the agent proposed, with what `--set` states over it, read as the contract says. */
export function inputFrom(contract: Fields, settings: readonly string[], proposal: Fields): Record<string, unknown> {
  const schema = contract as FieldSchema;
  const input = structuredClone(proposal) as Record<string, unknown>;
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    if (equals < 1) throw new UsageError(`--set ${setting} has no value.`, { hint: 'Write it as --set KEY=VALUE.' });
    const path = pathOf(setting.slice(0, equals), schema);
    place(input, path, readValue(setting.slice(equals + 1), schemaAt(schema, path), path));
  }
  return input;
}

/** Mapped columns that the file does not have. */
export function missingColumns(input: Fields, columns: readonly string[]): string[] {
  const mapped = input['columns'];
  if (columns.length === 0 || typeof mapped !== 'object' || mapped === null) return [];
  return Object.values(mapped).filter(
    (column): column is string => typeof column === 'string' && column !== '' && !columns.includes(column),
  );
}

/** The place a key names; `text` stands for `columns.text` where only that exists. */
function pathOf(key: string, schema: FieldSchema): string[] {
  const path = key.split('.');
  if (path.some((name) => name === '' || name === '__proto__')) throw new UsageError(`--set ${key}=… names no field.`);
  const [first = '', ...rest] = path;
  const columns = schema.properties?.['columns'];
  const isShort = rest.length === 0 && !has(schema, first) && columns !== undefined && has(columns, first);
  const full = isShort ? ['columns', first] : path;
  refuseUnknown(key, full, schema);
  return full;
}

function refuseUnknown(key: string, path: readonly string[], schema: FieldSchema): void {
  let at: FieldSchema | undefined = schema;
  for (const name of path) {
    if (at?.properties === undefined) return;
    if (!has(at, name)) {
      if (at.additionalProperties !== false) return;
      throw new UsageError(`The agent's input has no field "${key}".`, {
        hint: `It has: ${fieldNames(schema).join(', ')}.`,
      });
    }
    at = at.properties[name];
  }
}

function fieldNames(schema: FieldSchema, before = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    field.properties === undefined ? [before + name] : fieldNames(field, `${before}${name}.`),
  );
}

function has(schema: FieldSchema, name: string): boolean {
  return schema.properties !== undefined && Object.hasOwn(schema.properties, name);
}

function schemaAt(schema: FieldSchema, path: readonly string[]): FieldSchema | undefined {
  let at: FieldSchema | undefined = schema;
  for (const name of path) at = at?.properties !== undefined && has(at, name) ? at.properties[name] : undefined;
  return at;
}

/** A value as its field's type says; without one, numbers, true, false and null are what they look like. */
function readValue(text: string, schema: FieldSchema | undefined, path: readonly string[]): unknown {
  const refuse = (what: string): never => {
    throw new UsageError(`--set ${path.join('.')}=${text} is not ${what}.`);
  };
  switch (schema?.type) {
    case 'string':
      return text;
    case 'integer':
      return isNumber(text) && Number.isSafeInteger(Number(text)) ? Number(text) : refuse('a whole number');
    case 'number':
      return isNumber(text) ? Number(text) : refuse('a number');
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : refuse('true or false');
    case 'array':
    case 'object':
      return readJson(text) ?? refuse(`JSON (the field is an ${schema.type})`);
    default:
      if (isNumber(text)) return Number(text);
      return text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : text;
  }
}

function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function place(input: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = input;
  for (const name of path.slice(0, -1)) {
    const inside = at[name];
    const fresh: Record<string, unknown> =
      typeof inside === 'object' && inside !== null && !Array.isArray(inside) ? { ...inside } : {};
    at[name] = fresh;
    at = fresh;
  }
  at[path.at(-1) ?? ''] = value;
}
