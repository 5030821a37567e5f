import type { ReactElement } from 'react';
import type { ApprovalDetail, Evidence } from '../../../../shared/domain/approval.ts';
import { count } from '../../format/number.ts';
import { visibleText } from '../../../../shared/visible-text.ts';
import { Shown } from '../../ui/Shown.tsx';
import s from './Card.module.css';
import { useOpenedPart } from './use-looked.ts';

const trustWords: Readonly<Record<Evidence['trust'], string>> = {
  untrusted: 'Untrusted: text from outside',
  internal: 'Internal: from this workspace',
  verified: 'Checked against its source',
};

/** Quoted sources, each with how far it can be trusted; shown as inert text. */
export function CardEvidence({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const place = useOpenedPart<HTMLDivElement>('evidence', detail.approvalId);
  return (
    <section>
      <h3 className="label">
        Evidence{' '}
        <span>{detail.evidence.length === 0 ? 'none was given' : `${count(detail.evidence.length)} quoted`}</span>
      </h3>
      {detail.evidence.length === 0 ? (
        <p className="d">The agent quoted no source for this action. Its own words are below the dashed line.</p>
      ) : null}
      {detail.evidence.map((evidence, index) => (
        <div
          className={s['quote']}
          ref={index === 0 ? place : null}
          key={`${evidence.source}/${evidence.start}/${evidence.quote.slice(0, 40)}`}
        >
          <div className={s['src']}>
            <span className="cut" title={visibleText(evidence.source)}>
              <Shown text={evidence.source} />
            </span>
            {evidence.start === null || evidence.end === null ? null : (
              <span className="nw">
                characters {count(evidence.start)} to {count(evidence.end)}
              </span>
            )}
            <span className={`${s['trust']} ${evidence.trust === 'untrusted' ? '' : s[evidence.trust]}`}>
              {trustWords[evidence.trust]}
            </span>
          </div>
          <blockquote>
            <Shown text={evidence.quote} />
          </blockquote>
        </div>
      ))}
    </section>
  );
}
