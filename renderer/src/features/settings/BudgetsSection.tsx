import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { amountWords, measureWords, usedWordsOf } from '../../../../shared/domain/amounts.ts';
import type { Budget } from '../../../../shared/domain/budget.ts';
import { atLimitWords, scopeWords } from '../../format/budget.ts';
import { readAgents } from '../../stores/agents.ts';
import { removeBudget, useBudgets, watchBudgets } from '../../stores/budgets.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Ago } from '../../ui/Time.tsx';
import { BudgetForm } from './BudgetForm.tsx';
import { DayPart } from './DayPart.tsx';
import { UnstatedPart } from './UnstatedPart.tsx';
import s from './Settings.module.css';

/** What runs may use: the workspace's budgets as they stand, and what agents used today. */
export function BudgetsSection(): ReactElement {
  const { listed, failure } = useBudgets();
  const [changing, setChanging] = useState<Budget | null>(null);
  const [removing, setRemoving] = useState<Budget | null>(null);
  useEffect(() => {
    void readAgents();
    return watchBudgets();
  }, []);
  if (listed === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading the budgets" />
    ) : (
      <Failure error={failure} onRetry={() => watchBudgets()()} />
    );
  return (
    <>
      <p className={s['lede']}>
        Before a call or a step begins, what it may use is reserved of every budget it is under, and settled when it has
        ended. Where one has no room, the run pauses and asks, or fails. An agent’s manifest, and a start, can give a
        run budgets of its own beside these.
      </p>
      <section>
        <h3 className="label">Budgets of this workspace</h3>
        {listed.budgets.length === 0 ? (
          <p className="q">None: runs may use what they ask for.</p>
        ) : (
          <ul className={s['budgets']}>
            {listed.budgets.map((budget) => (
              <li key={budget.budgetId}>
                <span>
                  <b className="b">{amountWords(budget.measure, budget.stand?.limit ?? budget.limit)}</b>{' '}
                  <span className="q">{scopeWords(budget)}</span>
                  <br />
                  <span className="d small">
                    {budget.stand === null
                      ? 'each run has its own'
                      : `${amountWords(budget.measure, budget.stand.used)} used${
                          budget.stand.reserved + budget.stand.unknown > 0
                            ? `, ${amountWords(budget.measure, budget.stand.reserved + budget.stand.unknown)} reserved`
                            : ''
                        }`}
                    ; at the limit a run {atLimitWords[budget.atLimit]}. Version {budget.version}, by {budget.by}{' '}
                    <Ago at={budget.atMs} />
                  </span>
                </span>
                <span className="row">
                  <Button isSmall title={`Change the budget of ${words(budget)}`} onPress={() => setChanging(budget)}>
                    Change…
                  </Button>
                  <Button
                    isSmall
                    kind="quiet"
                    title={`Remove the budget of ${words(budget)}`}
                    onPress={() => setRemoving(budget)}
                  >
                    Remove…
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="label">Add a budget</h3>
        <BudgetForm budget={null} onDone={() => {}} />
      </section>
      <section>
        <h3 className="label">Used today, {listed.today.day}</h3>
        {listed.today.agents.length === 0 ? (
          <p className="q">Nothing yet.</p>
        ) : (
          <dl className="facts" style={{ gridTemplateColumns: 'max-content minmax(0, 1fr)' }}>
            {listed.today.agents.map(({ agentId, used }) => (
              <div key={agentId} style={{ display: 'contents' }}>
                <dt>{agentId}</dt>
                <dd>{usedWordsOf(used)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <DayPart ownZone={listed.today.timeZone} />
      <UnstatedPart />
      {changing === null ? null : (
        <Sheet title="Change this budget" note={words(changing)} onClose={() => setChanging(null)}>
          <BudgetForm budget={changing} onDone={() => setChanging(null)} />
        </Sheet>
      )}
      {removing === null ? null : (
        <Sheet
          title="Remove this budget?"
          size="small"
          onClose={() => setRemoving(null)}
          actions={
            <>
              <Button
                kind="danger"
                icon="x"
                onPress={() => {
                  setRemoving(null);
                  void removeBudget(removing.budgetId, removing.version);
                }}
              >
                Remove the budget
              </Button>
              <Button kind="quiet" onPress={() => setRemoving(null)}>
                Keep it
              </Button>
            </>
          }
        >
          <p>
            <b className="b">{words(removing)}</b>
            <br />
            <span className="q">
              Runs that stand at it stay paused until they are resumed. What was used stays counted.
            </span>
          </p>
        </Sheet>
      )}
    </>
  );
}

function words(budget: Budget): string {
  return `${measureWords(budget.measure)}, ${scopeWords(budget)}`;
}
