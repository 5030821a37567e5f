import type { Row } from './store.ts';

interface Argument {
  readonly path: string;
  readonly type: string;
  readonly optional?: true;
  readonly maxLength?: number;
  readonly equals?: unknown;
  readonly in?: readonly unknown[];
  readonly atLeast?: number | string;
  readonly atMost?: number | string;
  readonly startsWith?: string;
}

/** The terms of a standing grant, as they are stored. */
export interface Terms {
  readonly agentId: string;
  readonly toolId: string;
  readonly effectClass: string;
  readonly scope: {
    readonly target: {
      readonly equals?: readonly string[];
      readonly startsWith?: readonly string[];
      readonly domain?: readonly string[];
    };
    readonly arguments: readonly Argument[];
    readonly lists: readonly { readonly path: string; readonly atMost: number }[];
  };
  readonly money: readonly { readonly currency: string; readonly perAction: number; readonly total: number }[];
  readonly count: number;
  readonly window: {
    readonly per: string;
    readonly count: number;
    readonly money: Readonly<Record<string, number>>;
  } | null;
  readonly notBeforeMs: number;
  readonly expiresAtMs: number;
}

interface Envelope {
  readonly tool: { readonly id: string };
  readonly agent: { readonly id: string };
  readonly target: string;
  readonly params: unknown;
  readonly generation: number;
}

/** Why an action does not lie within terms, told from its stored bytes alone; null: it does. */
export function coveredBy(terms: Terms, bytes: string, effect: Row): string | null {
  const { tool, agent, target, params, generation } = JSON.parse(bytes) as Envelope;
  const { effectClass } = JSON.parse(String(effect['facts'])) as { effectClass: string };
  const { scope } = terms;
  if (tool.id !== terms.toolId || agent.id !== terms.agentId || effectClass !== terms.effectClass)
    return 'it is for another agent, tool or class.';
  if (generation !== 1) return 'it was a later version of an action.';
  const { equals, startsWith, domain } = scope.target;
  const isTarget =
    equals?.includes(target) !== false &&
    startsWith?.some((start) => target.startsWith(start)) !== false &&
    domain?.some((one) => new RegExp(`(?:^|[@/.])${one.replaceAll('.', '\\.')}(?:[:/].*)?$`, 'i').test(target)) !==
      false;
  if (!isTarget) return `its target ${target} is another one.`;
  const named = new Set<string>();
  const wrong = walk(params, '', scope, named);
  if (wrong !== null) return wrong;
  const missing = scope.arguments.find(
    (one) => one.optional !== true && !one.path.includes('*') && !named.has(one.path),
  );
  return missing === undefined ? null : `its argument ${missing.path} is missing.`;
}

function walk(value: unknown, path: string, scope: Terms['scope'], named: Set<string>): string | null {
  if (Array.isArray(value)) {
    const list = scope.lists.find((one) => one.path === path);
    if (list === undefined || value.length > list.atMost) return `its list ${path} is not covered.`;
    return first(value.map((item) => walk(item, `${path}/*`, scope, named)));
  }
  if (typeof value === 'object' && value !== null)
    return first(
      Object.entries(value).map(([key, item]) =>
        walk(item, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, scope, named),
      ),
    );
  const argument = scope.arguments.find((one) => one.path === path);
  if (argument === undefined) return `its argument ${path} is not named.`;
  named.add(path);
  return isWithin(argument, value) ? null : `its argument ${path} has a value that is not covered.`;
}

function isWithin(
  { type, maxLength, equals, in: list, atLeast, atMost, startsWith }: Argument,
  value: unknown,
): boolean {
  const types: Readonly<Record<string, string>> = { text: 'string', number: 'number', 'yes-no': 'boolean' };
  const isType = type === 'nothing' ? value === null : typeof value === types[type];
  const within = (bound: number | string | undefined, sign: 1 | -1): boolean =>
    bound === undefined || (Number(value) - Number(bound)) * sign >= 0;
  return (
    isType &&
    (equals === undefined || value === equals) &&
    (list === undefined || list.includes(value)) &&
    (startsWith === undefined || String(value).startsWith(startsWith)) &&
    (maxLength === undefined || String(value).length <= maxLength) &&
    within(atLeast, 1) &&
    within(atMost, -1)
  );
}

function first(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null;
}
