import type { ArgumentType, GrantScope, ScopeArgument } from '../../../shared/domain/grant-scope.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { argumentHolds } from '../policies/conditions/argument.ts';
import { targetHolds } from '../policies/conditions/target.ts';

/** More values than a person could have meant one by one. */
const mostValues = 1_000;

/**
 * Why an action is outside a scope, in one sentence; null: it is inside. Closed: every value, list and object of the
 * action has to be named by the scope, and everything the scope names has to be there unless it may be missing.
 */
export function outsideScope(
  scope: GrantScope,
  action: { readonly target: string; readonly params: JsonObject },
): string | null {
  if (!targetHolds(scope.target, action.target)) return 'Its target is another one.';
  const found = valuesOf(action.params);
  if (found === null) return `It has more than ${mostValues} values.`;
  for (const { place, kind, length } of found.lists) {
    if (kind === 'object') return `Its argument ${written(place)} is empty, and nothing says what that means.`;
    const list = scope.lists.find((one) => fits(one.path, place));
    if (list === undefined) return `Its argument ${written(place)} is a list, which the grant does not name.`;
    if (length > list.atMost)
      return `Its list ${written(place)} has ${length} entries, and ${list.atMost} are covered.`;
  }
  for (const { place, value } of found.values) {
    const argument = scope.arguments.find((one) => fits(one.path, place));
    if (argument === undefined) return `Its argument ${written(place)} is not named by the grant.`;
    const wrong = wrongValue(argument, value, { at: written(place), params: action.params });
    if (wrong !== null) return wrong;
  }
  const missing = [...scope.arguments, ...scope.lists].find(
    ({ optional, path }) => optional !== true && isMissing(namesOf(path), action.params),
  );
  return missing === undefined ? null : `Its argument ${missing.path} is missing.`;
}

function wrongValue(
  { type, optional: _optional, maxLength, path: _path, ...tests }: ScopeArgument,
  value: Json,
  { at, params }: { readonly at: string; readonly params: JsonObject },
): string | null {
  if (typeOf(value) !== type) return `Its argument ${at} is a ${typeOf(value) ?? 'thing of its own'}, not a ${type}.`;
  if (maxLength !== undefined && typeof value === 'string' && value.length > maxLength)
    return `Its argument ${at} is longer than ${maxLength} characters.`;
  if (Object.keys(tests).length === 0) return null;
  return argumentHolds({ ...tests, path: at }, params) ? null : `Its argument ${at} has a value that is not covered.`;
}

interface Step {
  readonly key: string;
  /** A place of a list, not the name of a field. */
  readonly isIndex: boolean;
}
type Place = readonly Step[];

interface Found {
  readonly values: readonly { readonly place: Place; readonly value: Json }[];
  /** All lists, and objects with nothing in them. */
  readonly lists: readonly { readonly place: Place; readonly kind: 'list' | 'object'; readonly length: number }[];
}

/** Every value of the arguments with its place; null where there are too many. */
function valuesOf(params: JsonObject): Found | null {
  const values: Found['values'][number][] = [];
  const lists: Found['lists'][number][] = [];
  const walk = (value: Json, place: Place): boolean => {
    if (values.length + lists.length > mostValues) return false;
    if (typeof value !== 'object' || value === null) return values.push({ place, value }) > 0;
    const isIndex = Array.isArray(value);
    const entries = Object.entries(value);
    if (isIndex || (entries.length === 0 && place.length > 0))
      lists.push({ place, kind: isIndex ? 'list' : 'object', length: entries.length });
    return entries.every(([key, item]) => walk(item, [...place, { key, isIndex }]));
  };
  return walk(params, []) ? { values, lists } : null;
}

/** `*` stands for a place of a list and never for the name of a field. */
function fits(path: string, place: Place): boolean {
  const names = namesOf(path);
  return (
    names.length === place.length &&
    place.every(({ key, isIndex }, index) => (names[index] === '*' ? isIndex : names[index] === escaped(key)))
  );
}

/** Of a list, each entry has to have it; whether the list itself may be missing is for the list to say. */
function isMissing([name, ...rest]: readonly string[], value: Json | undefined): boolean {
  if (name === undefined) return value === undefined;
  if (name === '*') return Array.isArray(value) && value.some((item: Json) => isMissing(rest, item));
  const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, unescaped(name));
  const inner = isHolder ? (value as JsonObject)[unescaped(name)] : undefined;
  return inner === undefined ? !rest.includes('*') : isMissing(rest, inner);
}

function namesOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function written(place: Place): string {
  return place.map(({ key }) => `/${escaped(key)}`).join('');
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function typeOf(value: Json): ArgumentType | null {
  if (value === null) return 'nothing';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'yes-no';
    default:
      return null;
  }
}
