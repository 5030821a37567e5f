import type { Tier } from '../../../shared/domain/effect.ts';
import { canonicalHash } from '../json/canonical.ts';

/**
 * Items with the same fingerprint are alike and may be decided together: the same tool, the same shape of
 * arguments, put at the same tier by the same rule, on the same systems. 16 hex digits.
 */
export function fingerprintOf(action: {
  readonly toolId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly rule: string;
  readonly tier: Tier;
  /** Where it acts. */
  readonly systems: readonly string[];
}): string {
  const { toolId: tool, rule, tier } = action;
  const shape = { tool, shape: shapeOf(action.params), rule, tier, systems: action.systems.toSorted() };
  return canonicalHash(shape).slice(0, 16);
}

type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** Types in place of values; a list stands for the different shapes of its items, whatever their number. */
function shapeOf(value: unknown): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const shapes = new Map(value.map((item) => [JSON.stringify(shapeOf(item)), shapeOf(item)]));
    return [...shapes.keys()].toSorted().map((key) => shapes.get(key) ?? 'null');
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, shapeOf(item)]));
  }
  return typeof value;
}
