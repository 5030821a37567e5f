import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { amountWords, usedWordsOf } from '../../../../shared/domain/amounts.ts';
import { scopeWords } from '../../format/budget.ts';
import { useBudgets, watchBudgets } from '../../stores/budgets.ts';
import { hrefOf } from '../../stores/route.ts';

/** What an agent's runs used today, and the budgets it is under. */
export function TodaysUse({ agentId }: { readonly agentId: string }): ReactElement | null {
  const listed = useBudgets((state) => state.listed);
  useEffect(() => watchBudgets(), []);
  if (listed === null) return null;
  const use = listed.today.agents.find((agent) => agent.agentId === agentId);
  const budgets = listed.budgets.filter((budget) => budget.agentId === null || budget.agentId === agentId);
  return (
    <section>
      <h3 className="label">Used today</h3>
      <dl className="facts">
        <dt>{listed.today.day}</dt>
        <dd>
          {usedWordsOf(use?.used ?? {})}
          {use === undefined || Object.keys(use.reserved).length === 0 ? '' : `; ${usedWordsOf(use.reserved)} reserved`}
        </dd>
        <dt>Budgets</dt>
        <dd>
          {budgets.length === 0
            ? 'none of the workspace. '
            : `${budgets
                .map(
                  ({ measure, stand, limit, ...budget }) =>
                    `${amountWords(measure, stand?.limit ?? limit)} (${scopeWords({ ...budget })})`,
                )
                .join(', ')}. `}
          <a href={hrefOf({ page: 'settings', section: 'budgets' })}>Settings, Budgets</a>
        </dd>
      </dl>
    </section>
  );
}
