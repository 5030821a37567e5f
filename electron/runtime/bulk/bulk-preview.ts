import { mostInBulk, type BulkPreview, type BulkVerb } from '../../../shared/domain/bulk.ts';
import type { RunState } from '../engine/states.ts';
import { verbsOf } from '../verbs/allowed.ts';

/** Pure. What a verb would do with these runs as they are now. */
export function bulkPreviewOf(verb: BulkVerb, runs: readonly RunState[], isTooMany: boolean): BulkPreview {
  const reasons = new Map<string, number>();
  let allowed = 0;
  let effectsDone = 0;
  for (const run of runs.slice(0, mostInBulk)) {
    const { allowed: isAllowed, reason } = verbsOf(run)[verb];
    if (!isAllowed) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    else {
      allowed += 1;
      effectsDone += run.effectsDone;
    }
  }
  const ignored = Array.from(reasons, ([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count);
  return { matched: runs.length, isTooMany, allowed, ignored, effectsDone };
}
