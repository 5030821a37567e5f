import { markAllShown, markFocused, moveRun, openOrAct, unmarkAll } from '../features/runs/marks.ts';
import { showNewRuns } from '../stores/runs.ts';
import type { Command } from './command.ts';

/** Moves the keyboard through the list of runs, and marks them. */
export const runsCommands: readonly Command[] = [
  move('runs.down', 'Next run', ['j', 'ArrowDown'], 1),
  move('runs.up', 'Previous run', ['k', 'ArrowUp'], -1),
  key('runs.extend-down', 'Mark and move down', ['shift+j', 'shift+ArrowDown'], extend(1), true),
  key('runs.extend-up', 'Mark and move up', ['shift+k', 'shift+ArrowUp'], extend(-1), true),
  move('runs.page-down', 'Ten runs down', ['PageDown'], 10),
  move('runs.page-up', 'Ten runs up', ['PageUp'], -10),
  move('runs.first', 'First run', ['Home'], -1_000_000),
  move('runs.last', 'Last run read so far', ['End'], 1_000_000),
  key('runs.mark', 'Mark', ['x', ' '], markFocused),
  key('runs.mark-all', 'Mark all that are shown', ['mod+a'], markAllShown),
  key('runs.clear', 'Clear the marks', ['Escape'], unmarkAll),
  key('runs.open', 'Open run, or act on what is marked', ['Enter'], openOrAct),
  key('runs.new', 'Show new runs', ['n'], showNewRuns),
];

function move(id: string, title: string, keys: readonly string[], step: number): Command {
  return key(id, title, keys, () => moveRun(step), true);
}

function extend(step: number): () => void {
  return () => moveRun(step, { extend: true });
}

function key(id: string, title: string, keys: readonly string[], run: () => void, isMovement?: true): Command {
  return { id, title, group: 'Runs', scope: 'runs', keys, isMovement: isMovement === true, isKeyOnly: true, run };
}
