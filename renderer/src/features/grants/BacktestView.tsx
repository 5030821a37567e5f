import type { ReactElement } from 'react';
import type { Backtest } from '../../../../shared/domain/grant-backtest.ts';
import { backtestWords } from '../../../../shared/domain/grant-words.ts';
import { moneyWords } from '../../../../shared/domain/money.ts';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { Ago } from '../../ui/Time.tsx';
import g from './Grants.module.css';

/** What terms would have done to past actions, with those that speak against them. */
export function BacktestView({ found }: { readonly found: Backtest }): ReactElement {
  const { cases, against, perDay, undecided } = found;
  return (
    <>
      <p className="tabular">{backtestWords(found)}</p>
      {undecided === 0 ? null : (
        <p className="d small">{counted(undecided, 'action')} of them nobody has decided on.</p>
      )}
      {cases.length === 0 ? null : (
        <>
          <h4 className="label bad">These speak against it</h4>
          <ul className={g['uses']}>
            {cases.map(({ approvalId, title, verdict, by, reason, atMs }) => (
              <li key={approvalId}>
                <a href={hrefOf({ page: 'inbox', approvalId })} className="cut">
                  {title}
                </a>
                <span className="small">
                  {verdict}
                  {by === null ? '' : ` by ${by}`}
                  {reason === '' ? '' : `: ${reason}`}
                </span>
                <span className="d small">{atMs === 0 ? '' : <Ago at={atMs} />}</span>
              </li>
            ))}
          </ul>
          {against > cases.length ? <p className="d small">And {against - cases.length} more.</p> : null}
        </>
      )}
      {perDay.length === 0 ? null : (
        <table className={g['days']} aria-label="By day">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Actions</th>
              <th scope="col">Money</th>
            </tr>
          </thead>
          <tbody>
            {perDay.map(({ day, actions, money }) => (
              <tr key={day}>
                <td className="tabular">{day}</td>
                <td className="tabular">{actions}</td>
                <td className="tabular">
                  {Object.entries(money)
                    .map(([currency, micros]) => moneyWords({ micros, currency }))
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
