import { amountWords, measureWords } from '../../../shared/domain/amounts.ts';
import type { BudgetStand, BudgetStop } from '../../../shared/domain/budget.ts';
import type { RunError } from '../../../shared/domain/run.ts';

/** Which budget it is: `its own budget`, `the budget of ticket-review for 2026-11-21`. */
export function budgetWords({
  from,
  per,
  agentId,
  lane,
  key,
  ownerId,
}: Pick<BudgetStand, 'from' | 'per' | 'agentId' | 'lane' | 'key' | 'ownerId'>): string {
  if (ownerId !== undefined) return `the budget of run ${ownerId}, which its family shares,`;
  if (from === 'start') return 'the budget it was started with';
  if (from === 'agent') return 'the budget its agent gives each run';
  const whose = `${agentId === null ? 'all agents' : agentId}${lane === null ? '' : ` in the ${lane} lane`}`;
  if (per === 'run') return `the workspace’s budget for each run of ${whose}`;
  return per === 'day' ? `the budget of ${whose} for ${key}` : `the budget of ${whose} over all time`;
}

/** The sentence a run that stands at its budget says: what is used up, and what was asked. */
export function stopSentence(stop: BudgetStop): string {
  const { measure, limit, used, reserved, unknown, asked, what } = stop;
  const parts = [
    `${amountWords(measure, used)} used`,
    ...(reserved > 0 ? [`${amountWords(measure, reserved)} reserved`] : []),
    ...(unknown > 0 ? [`${amountWords(measure, unknown)} reserved by calls whose end is not known`] : []),
  ];
  return `"${what}" asked for ${amountWords(measure, asked)}, and ${budgetWords(stop)} holds ${amountWords(measure, limit)}: ${parts.join(', ')}.`;
}

export function budgetExceeded(stop: BudgetStop): RunError {
  return {
    code: 'budget-exceeded',
    message: `${stopSentence(stop)} Finished steps and artifacts are kept.`,
    hint: `Raise the budget (${measureWords(stop.measure)}) on the run’s Cost tab or with \`lanekeeper runs raise\`, then retry the run; or give it less to do.`,
  };
}
