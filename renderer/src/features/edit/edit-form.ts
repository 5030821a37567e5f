/** What a form can show of an action's parameters, from the tool's schema and from what stands there. */
export type EditField =
  | (Named & { readonly kind: 'text'; readonly value: string; readonly isLong: boolean; readonly isNullable: boolean })
  | (Named & { readonly kind: 'number'; readonly value: number; readonly isWhole: boolean })
  | (Named & { readonly kind: 'switch'; readonly value: boolean })
  | (Named & { readonly kind: 'choice'; readonly value: string; readonly options: readonly string[] })
  /** `null` now; typing a text in it gives it one. */
  | (Named & { readonly kind: 'nothing' })
  | (Named & { readonly kind: 'group'; readonly fields: readonly EditField[] })
  | (Named & { readonly kind: 'list'; readonly items: readonly EditField[]; readonly fresh: unknown });

interface Named {
  /** From the top: `['set', 'amount']`, `['lines', 0, 'text']`. */
  readonly path: Path;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

export type Path = readonly (string | number)[];
type Schema = Readonly<Record<string, unknown>>;

export interface EditForm {
  readonly fields: readonly EditField[];
  /** What the form does not understand, by path: it is in the raw text alone. */
  readonly onlyRaw: readonly string[];
}

/** A text as long as this, or one that may be, gets several lines. */
const longText = 80;
/** Deeper, and longer lists, are for the raw text: nobody fills in such a form. */
const deepest = 4;
const longestList = 50;

/** The form of these parameters; a schema says what may be added, the value what stands there. */
export function editFormOf(schema: Schema, value: Readonly<Record<string, unknown>>): EditForm {
  const onlyRaw: string[] = [];
  const fields = groupFields(schema, value, [], onlyRaw);
  return { fields, onlyRaw };
}

function groupFields(schema: Schema, value: Schema, path: Path, onlyRaw: string[]): EditField[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const others = isRecord(schema['additionalProperties']) ? schema['additionalProperties'] : {};
  const names = [...new Set([...Object.keys(properties), ...Object.keys(value)])];
  return names.flatMap((name) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : others;
    const isThere = Object.hasOwn(value, name);
    // What is not there and has no default is added in the raw text, where it is seen what is added.
    if (!isThere && !isAddable(own)) return [];
    const field = fieldOf(isRecord(own) ? own : {}, isThere ? value[name] : '', [...path, name], {
      title: titleOf(own, name),
      // A name the schema does not know is there because somebody wrote it: emptied, it stays.
      isRequired: required.includes(name) || !Object.hasOwn(properties, name),
      onlyRaw,
    });
    return field === null ? [] : [field];
  });
}

interface About {
  readonly title: string;
  readonly isRequired: boolean;
  readonly onlyRaw: string[];
}

function fieldOf(schema: Schema, value: unknown, path: Path, about: About): EditField | null {
  const { title, isRequired, onlyRaw } = about;
  const description = typeof schema['description'] === 'string' ? schema['description'] : '';
  const named = { path, title, description, isRequired };
  const options = Array.isArray(schema['enum']) ? schema['enum'] : null;
  if (options !== null && options.every((one) => typeof one === 'string') && typeof value === 'string')
    return { ...named, kind: 'choice', value, options };
  const types = typesOf(schema);
  if (value === null && types.includes('string')) return { ...named, kind: 'nothing' };
  if (typeof value === 'string') {
    const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : 0;
    const isLong = value.length > longText || value.includes('\n') || most > 2_000;
    return { ...named, kind: 'text', value, isLong, isNullable: types.includes('null') };
  }
  if (typeof value === 'number') return { ...named, kind: 'number', value, isWhole: types.includes('integer') };
  if (typeof value === 'boolean') return { ...named, kind: 'switch', value };
  if (path.length < deepest && Array.isArray(value) && value.length <= longestList)
    return { ...named, kind: 'list', ...listOf(schema, value, path, onlyRaw) };
  if (path.length < deepest && isRecord(value) && !('$artifact' in value))
    return { ...named, kind: 'group', fields: groupFields(schema, value, path, onlyRaw) };
  onlyRaw.push(path.join('.'));
  return null;
}

function listOf(
  schema: Schema,
  value: readonly unknown[],
  path: Path,
  onlyRaw: string[],
): { readonly items: readonly EditField[]; readonly fresh: unknown } {
  const of = isRecord(schema['items']) ? schema['items'] : {};
  const items = value.flatMap((item, index) => {
    const about = { title: String(index + 1), isRequired: true, onlyRaw };
    return fieldOf(of, item, [...path, index], about) ?? [];
  });
  return { items, fresh: freshOf(of) };
}

/** What a new item of a list begins as; undefined: the schema does not say, so none is added here. */
function freshOf(schema: Schema): unknown {
  if (schema['default'] !== undefined) return schema['default'];
  const [type] = typesOf(schema);
  if (type === 'string') return Array.isArray(schema['enum']) ? schema['enum'][0] : '';
  if (type === 'number' || type === 'integer') return 0;
  if (type === 'boolean') return false;
  if (type !== 'object') return undefined;
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(properties).flatMap(([key, own]) =>
    required.includes(key) && isRecord(own) ? [[key, freshOf(own)] as const] : [],
  );
  return entries.some(([, fresh]) => fresh === undefined) ? undefined : Object.fromEntries(entries);
}

function isAddable(schema: unknown): boolean {
  return isRecord(schema) && typesOf(schema).includes('string');
}

function typesOf(schema: Schema): readonly string[] {
  const { type, anyOf } = schema as { type?: unknown; anyOf?: unknown };
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((one) => typeof one === 'string');
  return Array.isArray(anyOf) ? anyOf.flatMap((one) => (isRecord(one) ? typesOf(one) : [])) : [];
}

/** The parameters with one value put in place; `undefined` takes it out. */
export function withValue(
  whole: Readonly<Record<string, unknown>>,
  path: Path,
  next: unknown,
): Readonly<Record<string, unknown>> {
  return replaced(whole, path, next) as Readonly<Record<string, unknown>>;
}

function replaced(whole: unknown, [key, ...rest]: Path, next: unknown): unknown {
  if (key === undefined) return next;
  if (Array.isArray(whole)) {
    if (rest.length === 0 && next === undefined) return whole.filter((_, index) => index !== key);
    const copy = [...(whole as readonly unknown[])];
    copy[Number(key)] = replaced(copy[Number(key)], rest, next);
    return copy;
  }
  const entries = new Map(Object.entries(isRecord(whole) ? whole : {}));
  const value = replaced(entries.get(String(key)), rest, next);
  if (value === undefined) entries.delete(String(key));
  else entries.set(String(key), value);
  return Object.fromEntries(entries);
}

function titleOf(schema: unknown, key: string): string {
  if (isRecord(schema) && typeof schema['title'] === 'string') return schema['title'];
  return key;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
