import type { ReactElement } from 'react';
import type { ApprovalDetail, Evidence } from '../../../../shared/domain/approval.ts';
import { visibleText } from '../../../../shared/visible-text.ts';
import { count } from '../../format/number.ts';
import { toggleEvidence } from '../../stores/card.ts';
import { useCardView } from '../../stores/card-view.ts';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { Button } from '../../ui/Button.tsx';
import { Shown } from '../../ui/Shown.tsx';
import s from './Card.module.css';
import { useOpenedPart } from './use-looked.ts';

const trustWords: Readonly<Record<Evidence['trust'], string>> = {
  untrusted: 'Untrusted: text from outside',
  internal: 'Internal: from this workspace',
  verified: 'Checked against its source, says the agent',
};

/** Quoted sources, each with how far it can be trusted; the quotes are folded, so that reading them is an act. */
export function CardEvidence({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const isOpen = useCardView(({ evidenceOf }) => evidenceOf === detail.approvalId);
  const { evidence } = detail;
  return (
    <section>
      <h3 className="label">
        Evidence <span>{evidence.length === 0 ? 'none was given' : `${count(evidence.length)} quoted`}</span>
        <span className="grow" />
        {evidence.length === 0 ? null : (
          <Button kind="quiet" onPress={toggleEvidence}>
            {isOpen ? 'Fold' : 'Read the quotes'} <KeyHint of="inbox.evidence" />
          </Button>
        )}
      </h3>
      {evidence.length === 0 ? (
        <p className="d">The agent quoted no source for this action. Its own words are below the dashed line.</p>
      ) : null}
      {evidence.map((one, index) => (
        <div className={s['quote']} key={`${one.source}/${one.start}/${one.quote.slice(0, 40)}`}>
          <Source evidence={one} />
          {isOpen ? <Quote evidence={one} approvalId={detail.approvalId} isFirst={index === 0} /> : null}
        </div>
      ))}
    </section>
  );
}

function Source({ evidence: { source, trust, start, end } }: { readonly evidence: Evidence }): ReactElement {
  return (
    <div className={s['src']}>
      <span className="cut" title={visibleText(source)}>
        <Shown text={source} />
      </span>
      {start === null || end === null ? null : (
        <span className="nw">
          characters {count(start)} to {count(end)}
        </span>
      )}
      <span className={`${s['trust']} ${trust === 'untrusted' ? '' : s[trust]}`}>{trustWords[trust]}</span>
    </div>
  );
}

/** The quoted span, fenced and inert. The first that comes into sight counts as evidence that was opened. */
function Quote(props: {
  readonly evidence: Evidence;
  readonly approvalId: string;
  readonly isFirst: boolean;
}): ReactElement {
  const place = useOpenedPart<HTMLQuoteElement>('evidence', props.approvalId);
  return (
    <blockquote ref={props.isFirst ? place : null}>
      <Shown text={props.evidence.quote} />
    </blockquote>
  );
}
