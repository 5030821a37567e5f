import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { outcomeOf } from '../../format/outcome.ts';
import { Shown } from '../../ui/Shown.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Card.module.css';

/** What became of it, who did that, and what follows. */
export function CardOutcome({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const outcome = outcomeOf(detail);
  if (outcome === null) return null;
  const { what, why, isQuoted, atMs, next } = outcome;
  return (
    <section className={s['outcome']} aria-label="What became of it">
      <p>
        <b className="b">
          <Shown text={what} />
        </b>{' '}
        {atMs === null ? null : (
          <span className="d small">
            <Ago at={atMs} />
          </span>
        )}
      </p>
      {why === '' ? null : (
        <p>
          {isQuoted ? '“' : ''}
          <Shown text={why} />
          {isQuoted ? '”' : ''}
        </p>
      )}
      <p className="q">{next}</p>
      <Receipt receipt={detail.receipt} />
    </section>
  );
}

/** What the tool gave back, for whoever has to find it again there. */
function Receipt({ receipt }: Pick<ApprovalDetail, 'receipt'>): ReactElement | null {
  const entries = Object.entries(receipt?.detail ?? {}).filter(([, value]) => value !== null && value !== '');
  if (entries.length === 0) return null;
  return (
    <dl className={`facts ${s['receipt']}`} aria-label="Receipt">
      {entries.map(([key, value]) => (
        <Fact key={key} name={key} value={typeof value === 'string' ? value : JSON.stringify(value)} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono">
        <Shown text={value} />
      </dd>
    </>
  );
}
