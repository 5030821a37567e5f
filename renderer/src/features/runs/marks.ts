import {
  clearMarkedRuns,
  markRange,
  markRuns,
  toggleAllRuns,
  toggleRun,
  useMarkedRuns,
} from '../../stores/marked-runs.ts';
import { announce } from '../../stores/notices.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { go } from '../../stores/route.ts';
import { focusRun, useRuns } from '../../stores/runs.ts';

/** Marks a run or unmarks it, and says so. */
export function markOne(runId: string): void {
  say(toggleRun(runId));
}

/** Marks everything from the row that was marked last to this one. */
export function markUpTo(runId: string): void {
  say(markRange(useRuns.getState().order, runId));
}

/** Marks the row that has the keyboard, or unmarks it. */
export function markFocused(): void {
  const { focusId } = useRuns.getState();
  if (focusId !== null) markOne(focusId);
}

/** Moves the keyboard through the list; `extend` marks what is passed. */
export function moveRun(step: number, options: { readonly extend: boolean } = { extend: false }): void {
  const { order, focusId } = useRuns.getState();
  const at = focusId === null ? -1 : order.indexOf(focusId);
  const target = order[Math.min(order.length - 1, Math.max(0, at + step))];
  if (target === undefined) return;
  focusRun(target);
  if (options.extend) say(markRuns([...(at === -1 ? [] : [focusId ?? '']), target], target));
}

/** Marks every run that is shown, or, when all are, none of them. */
export function markAllShown(): void {
  say(toggleAllRuns(useRuns.getState().order));
}

/** Opens the run that has the keyboard, or the sheet for what is marked. */
export function openOrAct(): void {
  const { focusId } = useRuns.getState();
  if (useMarkedRuns.getState().marked.size > 0) actOnMarked();
  else if (focusId !== null) go({ page: 'run', runId: focusId, tab: null });
}

/** What is marked now, and nothing that is marked or appears later. */
export function actOnMarked(): void {
  showOverlay({ kind: 'bulk-runs', target: { kind: 'marked', runIds: [...useMarkedRuns.getState().marked] } });
}

/** Lets go of everything that is marked. */
export function unmarkAll(): void {
  if (useMarkedRuns.getState().marked.size === 0) return;
  clearMarkedRuns();
  announce('No run is marked');
}

function say(obstacle: string | null): void {
  const { size } = useMarkedRuns.getState().marked;
  announce(obstacle ?? `${size} marked`);
}
