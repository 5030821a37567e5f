import { focusRun, showNewRuns, useRuns } from '../stores/runs.ts';
import { go } from '../stores/route.ts';
import type { Command } from './command.ts';

/** Moves the keyboard through the list of runs. */
export const runsCommands: readonly Command[] = [
  move('runs.down', 'Next run', ['j', 'ArrowDown'], 1),
  move('runs.up', 'Previous run', ['k', 'ArrowUp'], -1),
  move('runs.page-down', 'Ten runs down', ['PageDown'], 10),
  move('runs.page-up', 'Ten runs up', ['PageUp'], -10),
  move('runs.first', 'First run', ['Home'], -1_000_000),
  move('runs.last', 'Last run read so far', ['End'], 1_000_000),
  {
    id: 'runs.open',
    title: 'Open run',
    group: 'Runs',
    scope: 'runs',
    keys: ['Enter'],
    isKeyOnly: true,
    run: () => {
      const { focusId } = useRuns.getState();
      if (focusId !== null) go({ page: 'run', runId: focusId, tab: null });
    },
  },
  {
    id: 'runs.new',
    title: 'Show new runs',
    group: 'Runs',
    scope: 'runs',
    keys: ['n'],
    isKeyOnly: true,
    run: showNewRuns,
  },
];

function move(id: string, title: string, keys: readonly string[], step: number): Command {
  return { id, title, group: 'Runs', scope: 'runs', keys, isMovement: true, isKeyOnly: true, run: () => moveRun(step) };
}

function moveRun(step: number): void {
  const { order, focusId } = useRuns.getState();
  const at = focusId === null ? -1 : order.indexOf(focusId);
  const target = order[Math.min(order.length - 1, Math.max(0, at + step))];
  if (target !== undefined) focusRun(target);
}
