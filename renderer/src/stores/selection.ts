import { create } from 'zustand';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';

/** What is marked, frozen as it was when it was marked: ids, hashes and versions. */
export const useSelection = create<{ marked: ReadonlyMap<string, ApprovalSummary> }>()(() => ({ marked: new Map() }));

/** Why an item cannot be decided together with others, or null. */
export function batchObstacle(item: ApprovalSummary, marked: ReadonlyMap<string, ApprovalSummary>): string | null {
  if (item.status !== 'pending') return 'Only pending items can be marked.';
  if (item.tier === 'gate-two') return 'Items that need two people are decided one by one.';
  for (const first of marked.values()) {
    if (first.fingerprint !== item.fingerprint)
      return 'Only alike items can be decided together: same tool, same rule, same tier.';
    break;
  }
  return null;
}

/** Marks or unmarks items; what cannot go with the present selection is left out and the reason returned. */
export function toggleMarks(items: readonly ApprovalSummary[], mode: 'toggle' | 'add' = 'toggle'): string | null {
  const marked = new Map(useSelection.getState().marked);
  const hasAll = items.every((item) => marked.has(item.approvalId));
  let obstacle: string | null = null;
  for (const item of items) {
    if (mode === 'toggle' && hasAll) marked.delete(item.approvalId);
    else {
      const why = batchObstacle(item, marked);
      if (why === null) marked.set(item.approvalId, item);
      else obstacle = why;
    }
  }
  useSelection.setState({ marked });
  return obstacle;
}

/** Lets go of everything that is marked, or of these items. */
export function clearMarks(ids?: readonly string[]): void {
  useSelection.setState(({ marked }) => {
    if (ids === undefined) return { marked: new Map() };
    const next = new Map(marked);
    for (const id of ids) next.delete(id);
    return { marked: next };
  });
}
