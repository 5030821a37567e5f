import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { similarWords } from '../../../../shared/domain/similar.ts';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { approvalLooks } from '../../format/status.ts';
import { useCard } from '../../stores/card.ts';
import { similarId } from '../../stores/card-view.ts';
import { hrefOf } from '../../stores/route.ts';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Card.module.css';

/** How items of the same tool, shape, rule and tier were decided, what came of them, and why the last ones were. */
export function SimilarDecisions({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const similar = useCard((state) => state.similar);
  const known = similar?.approvalId === detail.approvalId ? similar.known : null;
  return (
    <section id={similarId} tabIndex={-1} aria-label="Similar decisions">
      <h3 className="label">
        Similar decisions <span className="grow" />
        <KeyHint of="inbox.similar" />
      </h3>
      <p className="small">{known === null ? 'Being read.' : similarWords(known)}</p>
      <ul className={s['decisions']}>
        {(known?.last ?? []).map((one) => (
          <li key={one.approvalId}>
            <Status look={approvalLooks[one.status]} />{' '}
            <span className="d">
              <Ago at={one.atMs} />
              {one.by === '' ? '' : `, ${one.by}`}
            </span>
            <br />
            <a className="cut" href={hrefOf({ page: 'inbox', approvalId: one.approvalId })}>
              <Shown text={one.title} />
            </a>
            {one.reason === '' ? null : (
              <>
                <br />“
                <Shown text={one.reason} />”
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
