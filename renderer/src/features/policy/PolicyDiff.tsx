import type { ReactElement } from 'react';
import type { DiffRow } from '../../../../shared/domain/diff-row.ts';
import s from './Policy.module.css';

/** What differs between two policies, rule by rule. */
export function PolicyDiff({ diff }: { readonly diff: readonly DiffRow[] }): ReactElement {
  if (diff.length === 0) return <p className="d">No rule differs.</p>;
  return (
    <dl className={s['diff']} aria-label="What changes">
      {diff.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          {before === null ? null : (
            <dd>
              <span className="b">Before</span> {before}
            </dd>
          )}
          {after === null ? null : (
            <dd>
              <span className="b">After</span> {after}
            </dd>
          )}
          {after === null ? <dd className="b">Removed</dd> : null}
        </div>
      ))}
    </dl>
  );
}
