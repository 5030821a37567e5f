import type { ReactElement } from 'react';
import type { BatchPreview, Range } from '../../../../shared/domain/batch.ts';
import { moneyWords } from '../../../../shared/domain/money.ts';
import { count } from '../../format/number.ts';
import { Left } from '../../ui/Time.tsx';
import s from './Inbox.module.css';

/** What a set comes to, over all of its members. */
export function BatchSums({ preview }: { readonly preview: BatchPreview }): ReactElement {
  const { sums, group, count: many } = preview;
  const { external, reversible } = sums;
  return (
    <>
      <dl className={s['sums']}>
        <div>
          <dt>Actions</dt>
          <dd>{count(many)}</dd>
        </div>
        {sums.money.map(({ currency, count: priced, ...range }) => {
          const words = (micros: number): string => moneyWords({ micros: Math.round(micros), currency });
          return (
            <Sum
              key={currency}
              label={priced === many ? 'Money' : `Money, in ${count(priced)}`}
              range={range}
              words={words}
            />
          );
        })}
        <Sum label="People reached" range={sums.people} words={count} />
        <Sum label="Records" range={sums.records} words={count} />
        <div>
          <dt>{external > 0 ? 'Leave this machine' : 'Can be undone'}</dt>
          <dd>
            {count(external > 0 ? external : reversible)} <span className="d small">of {count(many)}</span>
          </dd>
        </div>
      </dl>
      {group === null ? null : (
        <p className="d small" style={{ marginBottom: 16 }}>
          {group.sentence} {group.holdMs > 0 ? `Held for ${group.holdMs / 1_000} s after the approval. ` : ''}
          {sums.expiresAtMs === null ? null : (
            <>
              The first expires in <Left until={sums.expiresAtMs} isRough />.
            </>
          )}
        </p>
      )}
    </>
  );
}

function Sum(props: {
  readonly label: string;
  readonly range: Range;
  readonly words: (value: number) => string;
}): ReactElement {
  const { label, range, words } = props;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {words(range.sum)}{' '}
        {range.least === range.most ? null : (
          <span className="d small nw">
            {words(range.least)} to {words(range.most)} each
          </span>
        )}
      </dd>
    </div>
  );
}
