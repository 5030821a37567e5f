import { keptTextsOf } from '../../../shared/domain/kept-text.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Stores } from '../store/stores.ts';
import type { Preparation } from '../tools/contract.ts';

/** An action may name texts that its own run has kept, and no other's; null when it does. */
export function foreignText(
  stores: Pick<Stores, 'workspace'>,
  runId: string,
  params: JsonObject,
): Extract<Preparation, { ok: false }> | null {
  const named = keptTextsOf(params);
  if (named.length === 0) return null;
  const own = new Set(stores.workspace.artifactsOf(runId).map(({ sha256 }) => sha256));
  const foreign = named.find(({ sha256 }) => !own.has(sha256));
  return foreign === undefined
    ? null
    : { ok: false, reason: `${foreign.path} names a file that this run has not kept.` };
}
