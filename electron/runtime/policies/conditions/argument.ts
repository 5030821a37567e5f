import { compareDecimals } from '../../../../shared/domain/decimal.ts';
import type { ArgumentTest } from '../../../../shared/domain/policy-condition.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import { printable } from '../../tools/printable.ts';
import { fitsGlob } from './glob.ts';

/** Whether an action's arguments meet a test. What is not there meets `exists: false` alone. */
export function argumentHolds(test: ArgumentTest, params: JsonObject): boolean {
  return valueHolds(test, argumentAt(params, test.path));
}

/** What stands there, as a person reads it. */
export function argumentFound({ path }: ArgumentTest, params: JsonObject): string {
  const value = argumentAt(params, path);
  if (value === undefined) return `argument ${path} is not there`;
  const shown = typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : null;
  return `argument ${path} is ${shown ?? printable(JSON.stringify(value), 80)}`;
}

/** The same arguments, changed so that the test is met; null where nothing one could name would meet it. */
export function argumentsMeeting(test: ArgumentTest, params: JsonObject): JsonObject | null {
  if (argumentHolds(test, params)) return params;
  const value = candidates(test).find((candidate) => valueHolds(test, candidate));
  if (value === undefined && test.exists !== false) return null;
  const changed = withValue(params, keysOf(test.path), value);
  return changed !== null && argumentHolds(test, changed) ? changed : null;
}

function argumentAt(params: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = params;
  for (const key of keysOf(path)) {
    if (Array.isArray(value))
      value = /^(?:0|[1-9]\d{0,8})$/.test(key) ? (value as readonly Json[])[Number(key)] : undefined;
    else if (typeof value === 'object' && value !== null) {
      value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
    } else return undefined;
  }
  return value;
}

function keysOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueHolds(test: ArgumentTest, value: Json | undefined): boolean {
  if (value === undefined) return test.exists === false && Object.keys(test).length === 2;
  if (test.exists === false) return false;
  if (test.equals !== undefined && !isSame(test.equals, value)) return false;
  if (test.in !== undefined && !test.in.some((one) => isSame(one, value))) return false;
  return (
    inBounds(test, value) &&
    (test.startsWith === undefined || (typeof value === 'string' && value.startsWith(test.startsWith))) &&
    (test.matches === undefined || (typeof value === 'string' && fitsGlob(test.matches, value)))
  );
}

function isSame(one: string | number | boolean | null, value: Json): boolean {
  return one === value;
}

function inBounds(test: ArgumentTest, value: Json): boolean {
  return bounds.every(([name, isMet]) => {
    const limit = test[name];
    if (limit === undefined) return true;
    const order = compareDecimals(value, limit);
    return order !== null && isMet(order);
  });
}

const bounds = [
  ['below', (order: number) => order < 0],
  ['atMost', (order: number) => order <= 0],
  ['atLeast', (order: number) => order >= 0],
  ['above', (order: number) => order > 0],
] as const;

/** Values worth trying: one of them meets the test, unless nothing one could name does. */
function candidates(test: ArgumentTest): readonly Json[] {
  const ends = bounds.flatMap(([name]) => test[name] ?? []);
  const steps = ends.flatMap((end) => [end, Number(end) - 1, Number(end) + 1, Number(end) - 0.01, Number(end) + 0.01]);
  return [
    ...(test.equals === undefined ? [] : [test.equals]),
    ...(test.in ?? []),
    ...steps,
    ...(test.startsWith === undefined ? [] : [test.startsWith]),
    ...(test.matches === undefined ? [] : [test.matches.replaceAll('*', '').replaceAll('?', 'x')]),
    ...(test.exists === true ? [''] : []),
  ];
}

/** Null where the path leads through something that holds no fields. */
function withValue(holder: Json | undefined, keys: readonly string[], value: Json | undefined): JsonObject | null {
  const [key = '', ...rest] = keys;
  if (holder !== undefined && (typeof holder !== 'object' || holder === null || Array.isArray(holder))) return null;
  const fields: Record<string, Json> = { ...(holder as JsonObject | undefined) };
  const inner = rest.length === 0 ? value : withValue(fields[key], rest, value);
  if (inner === null && rest.length > 0) return null;
  if (inner === undefined) delete fields[key];
  else fields[key] = inner;
  return fields;
}
