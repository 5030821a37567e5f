import type { StartLimits } from '../../../../shared/domain/budget.ts';
import type { RunTerms } from '../../../../shared/domain/schedule.ts';
import { fieldText, nameOf, readAmount } from '../../format/budget.ts';
import { limitsOf, noBudgets } from '../agents/start-budget.ts';
import type { StartBudgetDraft } from '../agents/start-budget.ts';
import { whyNoPlace } from '../queues/place.ts';

/** How a schedule's runs are started, as it is typed; an empty field says nothing. */
export interface RunTermsDraft {
  readonly queue: string;
  readonly priority: string;
  /** A span, such as 2h. */
  readonly deadline: string;
  readonly budget: StartBudgetDraft;
}

/** The budgets a form has no field for: a second currency. They are kept as they are. */
export function otherLimits({ budgets }: RunTerms): StartLimits {
  return budgets.filter(
    ({ measure }, at) => budgets.findIndex((one) => nameOf(one.measure) === nameOf(measure)) !== at,
  );
}

export function draftOf(terms: RunTerms): RunTermsDraft {
  const { queue, priority, budgets, deadlineInMs } = terms;
  const fields = budgets
    .filter((limit) => !otherLimits(terms).includes(limit))
    .map(({ measure, limit }) => [nameOf(measure), fieldText(measure, limit)]);
  return {
    queue: queue ?? '',
    priority: priority === 0 ? '' : String(priority),
    deadline: deadlineInMs === null ? '' : fieldText('wall', deadlineInMs),
    budget: {
      ...noBudgets,
      ...(Object.fromEntries(fields) as Partial<StartBudgetDraft>),
      fails: budgets.length > 0 && budgets.every(({ atLimit }) => atLimit === 'fail'),
    },
  };
}

/** The terms, or which field cannot be used. */
export function readRunTerms(
  { queue, priority, deadline, budget }: RunTermsDraft,
  others: StartLimits = [],
): { readonly terms: RunTerms } | { readonly problem: string } {
  if (priority.trim() !== '' && whyNoPlace('priority', priority) !== undefined)
    return { problem: 'The priority has to be a whole number from -100 to 100.' };
  const span = deadline.trim() === '' ? null : readAmount('wall', deadline);
  if (deadline.trim() !== '' && (span === null || span.amount < 1_000 || span.amount > 31_536_000_000))
    return { problem: 'The deadline has to be a span such as 90s, 10m or 2h, a second to a year.' };
  const limits = limitsOf(budget);
  if ('problem' in limits) return limits;
  return {
    terms: {
      queue: queue === '' ? null : queue,
      priority: priority.trim() === '' ? 0 : Number(priority),
      budgets: [...limits.limits, ...others],
      deadlineInMs: span?.amount ?? null,
    },
  };
}
