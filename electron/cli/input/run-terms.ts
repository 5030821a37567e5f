import { amountWords } from '../../../shared/domain/amounts.ts';
import type { RunTerms } from '../../../shared/domain/schedule.ts';
import { readSpan } from '../arguments/span.ts';
import { readPriority } from '../commands/runs-place.ts';
import { plain, span } from '../output/words.ts';
import { limitsFrom } from './budget-input.ts';

/** How the runs of a schedule are started, as options. */
export const runTermOptions = {
  queue: { type: 'string', value: 'QUEUE', about: 'the queue its runs wait in (default, or empty: their agent’s)' },
  priority: { type: 'string', value: 'N', about: 'of its runs, from -100 to 100, higher goes first (default: 0)' },
  budget: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    about: 'what each run may use, such as tokens=10000,wall=10m; it pauses and asks there; none = no budget',
  },
  'fail-at-budget': { type: 'boolean', about: 'each run fails there instead' },
  deadline: {
    type: 'string',
    value: 'SPAN',
    about: 'cancel each run that has not ended so long after its start, such as 2h; none = no deadline',
  },
} as const;

interface Stated {
  readonly queue: string | undefined;
  readonly priority: string | undefined;
  readonly budget: readonly string[];
  readonly 'fail-at-budget': boolean;
  readonly deadline: string | undefined;
}

/** The terms there were, with what is named changed. */
export function readRunTerms(stated: Stated, before: RunTerms): RunTerms {
  const { queue, priority, budget, deadline } = stated;
  const isFailing = stated['fail-at-budget'];
  return {
    queue: queue === undefined ? before.queue : queue === '' ? null : queue,
    priority: priority === undefined ? before.priority : readPriority(priority),
    budgets:
      budget.length > 0
        ? limitsFrom(
            budget.filter((list) => list !== 'none'),
            isFailing ? 'fail' : 'ask',
          )
        : before.budgets.map((one) => (isFailing ? { ...one, atLimit: 'fail' } : one)),
    deadlineInMs:
      deadline === undefined ? before.deadlineInMs : deadline === 'none' ? null : readSpan('deadline', deadline, null),
  };
}

/** The lines of a schedule's text that say how its runs are started; none for what nobody has said. */
export function runTermLines({ queue, priority, budgets, deadlineInMs }: RunTerms): string[] {
  const limits = budgets.map(
    ({ measure, limit, atLimit }) =>
      `${amountWords(measure, limit)} (${atLimit === 'fail' ? 'fails' : 'pauses and asks'} there)`,
  );
  return [
    ...(queue === null ? [] : [`Queue:     ${plain(queue)}`]),
    ...(priority === 0 ? [] : [`Priority:  ${priority}`]),
    ...(limits.length === 0 ? [] : [`Each may:  use ${limits.join(', ')}`]),
    ...(deadlineInMs === null
      ? []
      : [`Deadline:  ${span(deadlineInMs)} after the start of each; it is cancelled then`]),
  ];
}
