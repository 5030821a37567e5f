import type { DiffRow } from './diff-row.ts';
import type { Action } from './edit.ts';

/** Every field in which two actions differ, by its path. */
export function changesBetween(before: Action, after: Action): DiffRow[] {
  const rows: DiffRow[] = [];
  compare('tool', before.tool, after.tool, rows);
  compare('target', before.target, after.target, rows);
  compare('params', before.params, after.params, rows);
  return rows;
}

function compare(field: string, before: unknown, after: unknown, rows: DiffRow[]): void {
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    for (const key of keys) compare(`${field}.${key}`, own(before, key), own(after, key), rows);
    return;
  }
  if (before === after) return;
  // An empty list and an empty object have no fields to differ in.
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const [one, other] = [words(before), words(after)];
  // A number and the text of it look alike: the quotes tell them apart.
  const isAlike = one === other;
  rows.push({ field, before: isAlike ? json(before) : one, after: isAlike ? json(after) : other });
}

/** The target of an edited action: where it was the value of a parameter, it goes on being that parameter's. */
export function followedTarget(before: Action, params: Action['params']): string {
  for (const [key, value] of Object.entries(before.params)) {
    if (typeof value !== 'string' || value === '') continue;
    // It is the parameter, or says a word before it: `record r-1`.
    const word = /^\w+ $/.exec(before.target.slice(0, -value.length))?.[0] ?? '';
    if (before.target !== `${word}${value}`) continue;
    const now = Object.hasOwn(params, key) ? params[key] : undefined;
    return typeof now === 'string' && now !== '' ? `${word}${now}` : before.target;
  }
  return before.target;
}

type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

function words(value: unknown): string | null {
  return typeof value === 'string' ? value : json(value);
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
