import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { useCard } from '../../stores/card.ts';
import { Mark } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Card.module.css';
import { CardChanges } from './CardChanges.tsx';
import { CardFiles } from './CardFiles.tsx';
import { CardEdited } from './CardEdited.tsx';
import { CardEvidence } from './CardEvidence.tsx';

/** What would happen, on what evidence, and, apart from it, what the agent says. */
export function CardBody({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const hashCheck = useCard((state) => state.hashCheck);
  return (
    <div className={s['body']}>
      <div>
        <h2 className={s['title']}>
          <Shown text={detail.title} />
        </h2>
        <p className={s['lede']}>
          <span className="mono">{detail.toolId}</span> on{' '}
          <Shown text={targetOf(detail.envelope) ?? 'an unnamed target'} />
        </p>
      </div>
      {hashCheck === 'differs' ? (
        <div className={`${s['outcome']} ${s['alarm']}`} role="alert">
          <b className="b">These bytes do not have the hash that is to be decided.</b> Approval is off here. Nothing was
          done; run the checks in Settings and look at the audit log before anything else.
        </div>
      ) : null}
      {detail.uninspectable.length === 0 ? null : (
        <div className={`${s['outcome']} ${s['alarm']}`}>
          <span className="st fail b">
            <Mark name="needs-attention" />
            Not all of it can be seen for what it is
          </span>{' '}
          It is approved by itself, never together with others.
          <ul className={s['findings']}>
            {detail.uninspectable.map((sentence) => (
              <li key={sentence}>
                <Shown text={sentence} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Outcome detail={detail} />
      <CardEdited detail={detail} />
      <CardChanges detail={detail} />
      <CardFiles files={detail.files} />
      <CardEvidence detail={detail} />
      <section className={s['claim']}>
        <h3 className="label">
          <span>Claimed by the agent</span> <span>plain text, not checked</span>
        </h3>
        <p className="q">
          <Shown text={detail.claimed === '' ? 'The agent said nothing about this action.' : detail.claimed} />
        </p>
      </section>
    </div>
  );
}

/** What became of it, when it is no longer waiting. */
function Outcome({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const { receipt, causeDetail, status } = detail;
  if (receipt !== null)
    return (
      <div className={s['outcome']}>
        <b className="b">
          <Shown text={receipt.summary} />
        </b>{' '}
        <span className="d small">
          <Ago at={receipt.atMs} />
        </span>
        <dl className="facts" style={{ marginTop: 4 }}>
          {Object.entries(receipt.detail).map(([key, value]) => (
            <Fact key={key} name={key} value={typeof value === 'string' ? value : JSON.stringify(value)} />
          ))}
        </dl>
      </div>
    );
  const words = causeDetail ?? outcomeWords[status];
  if (words === undefined) return null;
  return (
    <div className={s['outcome']}>
      <Shown text={words} />
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono" style={{ overflowWrap: 'anywhere' }}>
        <Shown text={value} />
      </dd>
    </>
  );
}

const outcomeWords: Partial<Record<ApprovalDetail['status'], string>> = {
  'partly-approved': 'One of two people has approved. A different person has to decide too.',
  holding: 'Approved. It waits some seconds so that it can be taken back.',
  dispatched: 'Handed to its tool; the receipt has not come yet.',
  failed: 'The tool said that it did not happen.',
  unknown: 'It was sent, and we cannot tell whether it happened. Only a person can settle it.',
  'rolled-back': 'It was done, and then undone by its tool.',
  expired: 'Nobody answered in time, so it was denied. No person refused it.',
  stale: 'Something it was based on changed after it was shown. Nothing ran.',
  superseded: 'Another action is in its place, and asks by itself.',
  withdrawn: 'The agent took it back. Nothing ran.',
  responded: 'A person answered the agent instead of letting this run.',
};

function targetOf(envelope: string): string | null {
  try {
    const parsed = JSON.parse(envelope) as { target?: unknown };
    return typeof parsed.target === 'string' ? parsed.target : null;
  } catch {
    return null;
  }
}
