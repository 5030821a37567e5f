import { mostInBulk, type BulkPreview, type BulkVerb } from '../../../shared/domain/bulk.ts';
import type { Verb } from '../../../shared/domain/run.ts';
import { sha256 } from '../json/canonical.ts';
import type { RunState } from '../engine/states.ts';

/** Which runs these are, whatever their order. */
export function setOf(runIds: readonly string[]): string {
  return sha256(runIds.toSorted().join('\n')).slice(0, 16);
}

/** Pure. What a verb would do with these runs as they are now. */
export function bulkPreviewOf(
  verb: BulkVerb,
  runs: readonly RunState[],
  isTooMany: boolean,
  verbsOfRun: (run: RunState) => Readonly<Record<BulkVerb, Verb>>,
): BulkPreview {
  const reasons = new Map<string, number>();
  let allowed = 0;
  let effectsDone = 0;
  for (const run of runs.slice(0, mostInBulk)) {
    const { allowed: isAllowed, reason } = verbsOfRun(run)[verb];
    if (!isAllowed) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    else {
      allowed += 1;
      effectsDone += run.effectsDone;
    }
  }
  const ignored = Array.from(reasons, ([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count);
  const ids = runs.map(({ runId }) => runId);
  const runIds = isTooMany ? [] : ids;
  return { matched: runs.length, runIds, set: setOf(ids), isTooMany, allowed, ignored, effectsDone };
}
