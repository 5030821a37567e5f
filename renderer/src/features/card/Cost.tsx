import type { ReactElement } from 'react';
import { usedWordsOf } from '../../../../shared/domain/amounts.ts';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { counted } from '../../format/number.ts';

/** What the run that asks has used, and what it will have used at its end. */
export function Cost({ detail: { cost } }: { readonly detail: ApprovalDetail }): ReactElement {
  const { soFar, projected, runsLookedAt } = cost;
  return (
    <section>
      <h3 className="label">Cost of the run</h3>
      <dl className="facts">
        <dt>So far</dt>
        <dd>{usedWordsOf(soFar)}</dd>
        <dt>At its end</dt>
        <dd>
          {projected === null
            ? 'not known: no run of this agent has succeeded yet'
            : `${usedWordsOf(projected)}, going by ${runsLookedAt === 1 ? 'the last run' : `the last ${counted(runsLookedAt, 'run')}`}`}
        </dd>
      </dl>
    </section>
  );
}
