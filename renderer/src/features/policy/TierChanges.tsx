import type { ReactElement } from 'react';
import type { TierChange, TierMove } from '../../../../shared/domain/policy-outlook.ts';
import { count } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { TierMark } from '../../ui/Status.tsx';
import s from './Policy.module.css';

/** From which tier to which, how many, and which. */
export function TierChanges(props: {
  readonly moves: readonly TierMove[];
  readonly changes: readonly TierChange[];
  /** How many there are in all, where not all of them stand here. */
  readonly of: number;
}): ReactElement {
  const { moves, changes, of } = props;
  return (
    <>
      <ul className={s['moves']}>
        {moves.map(({ from, to, count: n }) => (
          <li key={`${from} ${to}`} className="row">
            <span className="b">{count(n)}</span> <TierMark tier={from} /> {from} to <TierMark tier={to} /> {to}
          </li>
        ))}
      </ul>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">By rule</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.effectId}>
              <td>
                <a href={hrefOf(placeOf(change))}>{change.title}</a>
                {change.isRolledBack ? <span className="d small"> later rolled back</span> : null}
              </td>
              <td>{change.from}</td>
              <td>{change.to}</td>
              <td className="mono">{change.toRule}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {of > changes.length ? (
        <p className="d small">
          The first {count(changes.length)} of {count(of)}.
        </p>
      ) : null}
    </>
  );
}

function placeOf({ approvalId, runId }: TierChange): Parameters<typeof hrefOf>[0] {
  return approvalId === null ? { page: 'run', runId, tab: 'effects' } : { page: 'inbox', approvalId };
}
