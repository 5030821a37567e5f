import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { useCard } from '../../stores/card.ts';
import { Mark } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import s from './Card.module.css';
import { CardChanges } from './CardChanges.tsx';
import { CardFiles } from './CardFiles.tsx';
import { CardEdited } from './CardEdited.tsx';
import { CardEvidence } from './CardEvidence.tsx';
import { CardOutcome } from './CardOutcome.tsx';

/** What would happen, on what evidence, and, apart from it, what the agent says. */
export function CardBody({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const hashCheck = useCard((state) => state.hashCheck);
  const target = useMemo(() => targetOf(detail), [detail]);
  return (
    <div className={s['body']}>
      <div>
        <h2 className={s['title']}>
          <Shown text={detail.title} />
        </h2>
        <p className={s['lede']}>
          <span className="mono">{detail.toolId}</span> on <Shown text={target} />
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
      <CardOutcome detail={detail} />
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

/** The target as the bytes say it; of a large action only once all of them are here. */
function targetOf({ envelope, payloadChars }: ApprovalDetail): string {
  if (payloadChars !== null) return 'its target, which is being read';
  try {
    const parsed = JSON.parse(envelope) as { target?: unknown };
    return typeof parsed.target === 'string' ? parsed.target : 'an unnamed target';
  } catch {
    return 'an unnamed target';
  }
}
