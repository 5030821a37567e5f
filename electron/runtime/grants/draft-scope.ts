import { isDecimal, compareDecimals } from '../../../shared/domain/decimal.ts';
import type { ArgumentType, GrantScope, ScopeArgument } from '../../../shared/domain/grant-scope.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { targetHolds } from '../policies/conditions/target.ts';

/** As many different values as a list of them may have, before it says less than a rule would. */
const mostListed = 20;
/** Fields that say where something goes are never left open. */
const addressField = /\/(?:to|cc|bcc|from|recipients?|address|email|url|uri|host|folder|path|account|iban)(?:\/\*)?$/i;

export interface DraftedScope {
  readonly scope: GrantScope;
  /** What is wider than what was decided, one sentence each. */
  readonly notes: readonly string[];
}

/** The narrowest scope that covers these actions; null: their targets have nothing in common. */
export function draftScope(
  actions: readonly { readonly target: string; readonly params: JsonObject }[],
): DraftedScope | null {
  const notes: string[] = [];
  const target = draftTarget(
    actions.map((action) => action.target),
    notes,
  );
  if (target === null) return null;
  const values = new Map<string, Json[]>();
  const lengths = new Map<string, number[]>();
  for (const { params } of actions) collect(params, '', values, lengths);
  const places = actions.length;
  return {
    scope: {
      target,
      arguments: [...values].map(([path, found]) => {
        const argument = draftArgument(path, found, notes);
        return found.length < places && !path.includes('/*') ? { ...argument, optional: true as const } : argument;
      }),
      lists: [...lengths].map(([path, found]) => ({
        path,
        atMost: Math.max(...found),
        ...(found.length < places && !path.includes('/*') ? { optional: true as const } : {}),
      })),
    },
    notes,
  };
}

function draftTarget(targets: readonly string[], notes: string[]): GrantScope['target'] | null {
  const different = [...new Set(targets)].toSorted();
  if (different.length <= mostListed) return { equals: different };
  const domains = [...new Set(different.map(domainOf))];
  if (domains.length <= 5 && domains.every((domain) => domain !== null)) {
    const known = domains.filter((domain) => domain !== null);
    if (different.every((one) => targetHolds({ domain: known }, one))) {
      notes.push(
        `Its target may be any address at ${known.join(', ')}: ${different.length} different ones were decided on.`,
      );
      return { domain: known };
    }
  }
  const start = commonStart(different);
  if (start.length < 3) return null;
  notes.push(
    `Its target may be anything that begins with "${start}": ${different.length} different ones were decided on.`,
  );
  return { startsWith: [start] };
}

function draftArgument(path: string, found: readonly Json[], notes: string[]): ScopeArgument {
  const type = commonest(found);
  const values = found.filter((value) => typeOf(value) === type);
  if (values.length < found.length) notes.push(`${path} is covered as ${type} alone; it was also something else.`);
  const different = [...new Set(values)] as (string | number | boolean | null)[];
  if (different.length === 1) return { path, type, equals: different[0] ?? null };
  if (type === 'yes-no' || type === 'nothing') return { path, type };
  const isNumeric = type === 'number' || values.every((value) => isDecimal(value));
  if (isNumeric) {
    const [least, most] = [extreme(values, -1), extreme(values, 1)];
    const from = (compareDecimals(least, 0) ?? -1) >= 0 ? (type === 'number' ? 0 : '0') : least;
    return { path, type, atLeast: from, atMost: most, ...(type === 'text' ? { maxLength: longest(values) } : {}) };
  }
  const isAddress = addressField.test(path);
  if (different.length <= mostListed && (isAddress || different.length * 2 <= values.length))
    return { path, type, in: different };
  if (isAddress) {
    notes.push(`${path} may be one of the ${mostListed} that were met most often; ${different.length} were.`);
    return { path, type, in: mostOften(values).slice(0, mostListed) };
  }
  const maxLength = longest(values);
  notes.push(
    `${path} may be any text of up to ${maxLength} characters: ${different.length} different ones were decided on.`,
  );
  return { path, type, maxLength };
}

/** Every value by its path, with `*` for places of lists; and how long the lists were. */
function collect(value: Json, path: string, values: Map<string, Json[]>, lengths: Map<string, number[]>): void {
  if (typeof value !== 'object' || value === null) return add(values, path, value);
  if (Array.isArray(value)) {
    add(lengths, path, value.length);
    for (const item of value as readonly Json[]) collect(item, `${path}/*`, values, lengths);
    return;
  }
  for (const [key, item] of Object.entries(value))
    collect(item, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, values, lengths);
}

function add<T>(map: Map<string, T[]>, path: string, value: T): void {
  const found = map.get(path);
  if (found === undefined) map.set(path, [value]);
  else found.push(value);
}

function typeOf(value: Json): ArgumentType {
  if (value === null) return 'nothing';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'yes-no' : 'text';
}

function commonest(values: readonly Json[]): ArgumentType {
  const counts = Map.groupBy(values, typeOf);
  return [...counts].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 'text';
}

function mostOften(values: readonly Json[]): string[] {
  const counts = Map.groupBy(values, String);
  return [...counts].toSorted(([, one], [, other]) => other.length - one.length).map(([value]) => value);
}

function extreme(values: readonly Json[], way: 1 | -1): string | number {
  return values.reduce((best, value) => ((compareDecimals(value, best) ?? 0) * way > 0 ? value : best)) as
    | string
    | number;
}

function longest(values: readonly Json[]): number {
  return Math.max(1, ...values.map((value) => (typeof value === 'string' ? value.length : 0)));
}

function domainOf(target: string): string | null {
  return /^[^\s@]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(target)?.[1]?.toLowerCase() ?? webDomain(target);
}

function webDomain(target: string): string | null {
  const host = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target).hostname : '';
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host) ? host : null;
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    let same = 0;
    while (same < length && text[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}
