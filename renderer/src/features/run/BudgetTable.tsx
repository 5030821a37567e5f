import type { ReactElement } from 'react';
import { amountWords, measureWords } from '../../../../shared/domain/amounts.ts';
import type { BudgetStand } from '../../../../shared/domain/budget.ts';
import { atLimitWords, scopeWords } from '../../format/budget.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Budget.module.css';

/** Each budget of a run as used, reserved and limit, and the way to raise it. */
export function BudgetTable(props: {
  readonly runId: string;
  readonly title: string;
  readonly stands: readonly BudgetStand[];
}): ReactElement {
  const { runId, title, stands } = props;
  if (stands.length === 0)
    return (
      <p className="q">
        This run is under no budget. <a href="#/settings/budgets">Settings, Budgets</a> sets them for all runs; a start
        can give one to a single run.
      </p>
    );
  return (
    <table className="table" aria-label="Budgets">
      <thead>
        <tr>
          <th>Budget</th>
          <th className="r">Used</th>
          <th className="r">Reserved</th>
          <th className="r">Limit</th>
          <th>At the limit it</th>
          <th>
            <span className="sr">Raise</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {stands.map((stand) => (
          <tr key={stand.budgetId}>
            <td>
              <b className="b">{measureWords(stand.measure)}</b>{' '}
              {stand.ownerId === undefined ? (
                <span className="d">{scopeWords(stand)}</span>
              ) : (
                <a href={hrefOf({ page: 'run', runId: stand.ownerId, tab: 'cost' })}>{scopeWords(stand)}</a>
              )}
              <Share stand={stand} />
            </td>
            <td className="r">
              {amountWords(stand.measure, stand.used)}
              {stand.usedByIt === undefined || stand.usedByIt === stand.used ? null : (
                <div className="d small">{amountWords(stand.measure, stand.usedByIt)} by this run</div>
              )}
            </td>
            <td className="r">
              {amountWords(stand.measure, stand.reserved + stand.unknown)}
              {stand.unknown === 0 ? null : (
                <div className="unknown small">{amountWords(stand.measure, stand.unknown)} of unknown end</div>
              )}
            </td>
            <td className="r">{amountWords(stand.measure, stand.limit)}</td>
            <td>{atLimitWords[stand.atLimit]}</td>
            <td className="r">
              <Button
                isSmall
                kind="quiet"
                title={`Raise the budget of ${measureWords(stand.measure)}, ${scopeWords(stand)}`}
                onPress={() => showOverlay({ kind: 'raise-budget', runId, title, stand })}
              >
                Raise…
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How much of it is gone, as a bar beside the words. */
function Share({ stand: { used, reserved, unknown, limit } }: { readonly stand: BudgetStand }): ReactElement {
  const part = (amount: number): string => `${Math.min(100, (amount / Math.max(1, limit)) * 100)}%`;
  return (
    <div className={s['share']} aria-hidden="true">
      <i className={used >= limit ? s['full'] : s['used']} style={{ width: part(used) }} />
      <i className={s['reserved']} style={{ width: part(reserved + unknown) }} />
    </div>
  );
}
