import type { JsonObject } from '../../../shared/json.ts';
import type { ToolFacts } from './contract.ts';
import { printable } from './printable.ts';

/**
 * Why an action cannot be said to be aimed at what it names; null where it can. Policies and standing grants compare the
 * target, and the tool acts on the parameters: where they are two, an action for one place is let through as if it were
 * for another. A tool that names no targets compares them by itself, or is not known here.
 */
export function wrongTarget(
  tool: Pick<ToolFacts, 'id' | 'targets'> | null,
  action: { readonly target: string; readonly params: JsonObject },
): string | null {
  const named = tool?.targets?.(action.params) ?? null;
  if (tool === null || named === null || named.includes(action.target)) return null;
  const [first = 'what its parameters name'] = named;
  return `${tool.id} acts on ${printable(first)}, and its target says something else: ${printable(action.target)}.`;
}
