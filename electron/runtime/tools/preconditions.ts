import type { JsonObject } from '../../../shared/json.ts';
import { canonicalJson } from '../json/canonical.ts';

/** Names of the precondition fields whose value now differs from the approved one, in order. */
export function changedPreconditions(approved: Readonly<Record<string, unknown>>, now: JsonObject): readonly string[] {
  const fields = new Set([...Object.keys(approved), ...Object.keys(now)]);
  return [...fields].toSorted().filter((field) => textOf(approved[field]) !== textOf(now[field]));
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
