import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { decideInline, followApproval, useInlineApprovals } from '../../stores/inline-approvals.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { hrefOf } from '../../stores/route.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { stoppedWords } from '../../format/stop.ts';
import { Button } from '../../ui/Button.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { TierMark } from '../../ui/Status.tsx';
import { HoldLeft, Left } from '../../ui/Time.tsx';
import { FieldChanges } from '../card/FieldChanges.tsx';
import s from './Turn.module.css';

/** The card of an action in line, on the same bytes as in the inbox: decided here or there, it is one decision. */
export function InlineApproval({ approvalId }: { readonly approvalId: string }): ReactElement | null {
  const known = useInlineApprovals(({ byId }) => byId.get(approvalId));
  const hasPerson = useActingPerson() !== null;
  const stops = useWorkspace(({ status }) => status?.stops);
  const unsaved = useWhyNothingIsSaved();
  useEffect(() => followApproval(approvalId), [approvalId]);
  if (known === undefined) return null;
  const { detail, isChecked, isBusy } = known;
  const isOpen = detail.status === 'pending' || detail.status === 'partly-approved';
  const needsCard = detail.tier === 'gate-two' || detail.payloadChars !== null || detail.files.length > 0;
  const common =
    unsaved ??
    (!hasPerson
      ? 'Choose who you are first, at the top right.'
      : isBusy
        ? 'The decision is on its way.'
        : isChecked === null
          ? 'The bytes are being hashed.'
          : isChecked
            ? undefined
            : 'The bytes shown do not have the hash to decide on.');
  return (
    <section className={s['appr']} aria-label={detail.title}>
      <div className="row">
        <TierMark tier={detail.tier} />
        <b className="b grow">
          <Shown text={detail.title} />
        </b>
        {isOpen ? (
          <span className="wait nw small">
            <Left until={detail.expiresAtMs} /> left
          </span>
        ) : detail.status === 'holding' && detail.holdUntilMs !== null ? (
          <span className="d small">
            leaves in <HoldLeft until={detail.holdUntilMs} windowMs={detail.holdMs} />
          </span>
        ) : (
          <span className="d small">{detail.status}</span>
        )}
      </div>
      {isOpen ? <FieldChanges detail={detail} mode="line" /> : null}
      <div className="row">
        <span className="d small grow">
          {detail.canCompensate ? 'can be undone' : 'cannot be undone'}
          {detail.holdMs > 0 ? ` after a hold of ${Math.round(detail.holdMs / 1000)} s` : ''}
        </span>
        {isOpen ? (
          <>
            {needsCard ? null : (
              <Button
                kind="primary"
                isSmall
                whyNot={common ?? stoppedWords(stops ?? [], detail)}
                onPress={() => void decideInline(approvalId)}
              >
                <span className="cut">
                  <Shown text={detail.title} />
                </span>
              </Button>
            )}
            <Button isSmall whyNot={common} onPress={() => showOverlay({ kind: 'edit', detail })}>
              Edit…
            </Button>
            <Button
              kind="danger"
              isSmall
              whyNot={common}
              onPress={() => showOverlay({ kind: 'reject', items: [detail] })}
            >
              Reject
            </Button>
          </>
        ) : null}
        <a className="small" href={hrefOf({ page: 'inbox', approvalId })}>
          {needsCard && isOpen ? 'Decide on its card' : 'Open card'}
        </a>
      </div>
    </section>
  );
}
