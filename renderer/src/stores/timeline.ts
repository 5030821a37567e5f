import { create } from 'zustand';
import type { AtMs } from '../../../shared/ids.ts';

interface TimelineState {
  /** The part in sight; null while it follows the whole run. */
  readonly view: { readonly fromMs: AtMs; readonly toMs: AtMs } | null;
  readonly whole: { readonly fromMs: AtMs; readonly toMs: AtMs };
  readonly rows: readonly string[];
  readonly rowKey: string | null;
}

export const useTimeline = create<TimelineState>()(() => ({
  view: null,
  whole: { fromMs: 0, toMs: 1 },
  rows: [],
  rowKey: null,
}));

const shortestMs = 5;

/** Tells the timeline how long the run is and which rows it has. */
export function setTimelineExtent(fromMs: AtMs, toMs: AtMs, rows: readonly string[]): void {
  useTimeline.setState({ whole: { fromMs, toMs: Math.max(toMs, fromMs + 1) }, rows });
}

/** Shows a span; one that covers the run follows its end again. */
export function showSpan(fromMs: AtMs, toMs: AtMs): void {
  const { whole } = useTimeline.getState();
  const length = Math.min(Math.max(toMs - fromMs, shortestMs), whole.toMs - whole.fromMs);
  const from = Math.min(Math.max(fromMs, whole.fromMs), whole.toMs - length);
  const isWhole = from <= whole.fromMs && from + length >= whole.toMs;
  useTimeline.setState({ view: isWhole ? null : { fromMs: from, toMs: from + length } });
}

/** Shows the whole run and follows its end. */
export function fitTimeline(): void {
  useTimeline.setState({ view: null });
}

/** Shows a longer or shorter span around a point (`at` from 0, left, to 1, right). */
export function zoomTimeline(factor: number, at = 0.5): void {
  const { fromMs, toMs } = spanInSight();
  const pivot = fromMs + (toMs - fromMs) * at;
  showSpan(pivot - (pivot - fromMs) * factor, pivot + (toMs - pivot) * factor);
}

/** Moves by a share of what is in sight. */
export function panTimeline(share: number): void {
  const { fromMs, toMs } = spanInSight();
  const step = (toMs - fromMs) * share;
  showSpan(fromMs + step, toMs + step);
}

/** Moves the keyboard by rows. */
export function stepTimeline(step: number): void {
  const { rows, rowKey } = useTimeline.getState();
  const at = rowKey === null ? (step > 0 ? -1 : rows.length) : rows.indexOf(rowKey);
  const target = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  if (target !== undefined) chooseRow(target);
}

/** Selects a row; its facts stand beside the timeline. */
export function chooseRow(rowKey: string | null): void {
  useTimeline.setState({ rowKey });
}

/** The span in sight. */
export function spanInSight(): { readonly fromMs: AtMs; readonly toMs: AtMs } {
  const { view, whole } = useTimeline.getState();
  return view ?? whole;
}
