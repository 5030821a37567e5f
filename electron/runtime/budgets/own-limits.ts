import { moneyOf } from '../../../shared/domain/amounts.ts';
import type { Manifest } from '../../../shared/domain/agent.ts';
import type { AtLimit, RunLimit } from '../../../shared/domain/budget.ts';
import type { RunState } from '../engine/states.ts';
import { ownBudgetId, standsOf, type Spending } from './stands.ts';

/** A budget named when a run is started; without `atLimit` it pauses and asks. */
export interface StartLimit {
  readonly measure: string;
  readonly limit: number;
  readonly atLimit?: AtLimit | undefined;
}

/** The budgets a new run has of its own: those of its agent's manifest, and over them those it is started with. */
export function ownLimits(budgets: Manifest['budgets'], started: readonly StartLimit[] = []): readonly RunLimit[] {
  const { atLimit = 'fail' } = budgets;
  const money = budgets.money === undefined ? null : moneyOf(budgets.money);
  const declared: readonly (readonly [string, number | undefined])[] = [
    ['tokens', budgets.tokens],
    ['model-calls', budgets.modelCalls],
    ['tool-calls', budgets.toolCalls],
    ['steps', budgets.steps],
    ['wall', budgets.wallMs === undefined ? undefined : Math.max(1, Math.round(budgets.wallMs))],
    ...(money === null ? [] : [[money.measure, money.amount] as const]),
  ];
  const limits = new Map<string, RunLimit>();
  for (const [measure, limit] of declared)
    if (limit !== undefined) limits.set(measure, { measure, limit, atLimit, from: 'agent' });
  for (const { measure, limit, atLimit: at = 'ask' } of started)
    limits.set(measure, { measure, limit, atLimit: at, from: 'start' });
  return [...limits.values()];
}

/** What is left of a run's own budgets for the run that it goes on as; raises included, and nothing of what is unknown. */
export function leftOf(run: RunState, spending: Spending): readonly RunLimit[] {
  const stands = standsOf(run, spending);
  return run.limits.map((own) => {
    const stand = stands.find(({ budgetId }) => budgetId === ownBudgetId(own.measure));
    const left = stand === undefined ? own.limit : stand.limit - stand.used - stand.reserved - stand.unknown;
    return { ...own, limit: Math.max(0, left) };
  });
}
