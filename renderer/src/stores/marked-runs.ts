import { create } from 'zustand';
import { mostInBulk } from '../../../shared/domain/bulk.ts';
import { count } from '../format/number.ts';

interface MarkedRuns {
  /** Ids, in the order in which they were marked; also of rows that are out of sight or filtered out since. */
  readonly marked: ReadonlySet<string>;
  /** Where a range begins: the row that was marked or unmarked last. */
  readonly anchor: string | null;
}

export const useMarkedRuns = create<MarkedRuns>()(() => ({ marked: new Set(), anchor: null }));

/** Marks a run, or unmarks it. */
export function toggleRun(runId: string): string | null {
  const { marked } = useMarkedRuns.getState();
  if (!marked.has(runId)) return markRuns([runId], runId);
  const next = new Set(marked);
  next.delete(runId);
  useMarkedRuns.setState({ marked: next, anchor: runId });
  return null;
}

/** Marks everything from the row that was marked last to this one, in the order that is shown. */
export function markRange(order: readonly string[], runId: string): string | null {
  const { anchor } = useMarkedRuns.getState();
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const to = order.indexOf(runId);
  if (from === -1 || to === -1) return markRuns([runId], runId);
  return markRuns(order.slice(Math.min(from, to), Math.max(from, to) + 1), anchor);
}

/** Marks these as well; why some were left out, or null. */
export function markRuns(runIds: readonly string[], anchor: string | null = null): string | null {
  const { marked } = useMarkedRuns.getState();
  const all = new Set([...marked, ...runIds]);
  const kept = all.size > mostInBulk ? new Set([...all].slice(0, mostInBulk)) : all;
  useMarkedRuns.setState((state) => ({ marked: kept, anchor: anchor ?? state.anchor }));
  return all.size > kept.size ? `${count(mostInBulk)} runs are marked, which is the most one job may hold.` : null;
}

/** Marks all of these, or unmarks them when all are marked. */
export function toggleAllRuns(runIds: readonly string[]): string | null {
  const { marked } = useMarkedRuns.getState();
  if (!runIds.every((runId) => marked.has(runId))) return markRuns(runIds);
  const shown = new Set(runIds);
  useMarkedRuns.setState({ marked: new Set([...marked].filter((runId) => !shown.has(runId))), anchor: null });
  return null;
}

/** Lets go of everything that is marked. */
export function clearMarkedRuns(): void {
  useMarkedRuns.setState({ marked: new Set(), anchor: null });
}
