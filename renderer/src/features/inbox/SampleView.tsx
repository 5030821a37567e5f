import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { openedAfterMs, type BatchMember } from '../../../../shared/domain/batch.ts';
import { noteOpened, readMember } from '../../stores/batch.ts';
import { Failure } from '../../ui/Empty.tsx';
import { CardChanges } from '../card/CardChanges.tsx';
import { CardEvidence } from '../card/CardEvidence.tsx';

/** One member as its card shows it. When it has been here long enough, the runtime keeps that it was seen. */
export function SampleView({ member }: { readonly member: BatchMember }): ReactElement {
  const [detail, setDetail] = useState<ApprovalDetail | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let isGone = false;
    readMember(member).then(
      (read) => void (isGone || setDetail(read)),
      (error: unknown) => void (isGone || setFailure(error)),
    );
    return () => {
      isGone = true;
    };
  }, [member]);
  const isShown = detail !== null && detail.envelopeHash === member.envelopeHash;
  const { approvalId } = member;
  useEffect(() => {
    if (!isShown) return undefined;
    const timer = setTimeout(() => void noteOpened(member), openedAfterMs);
    return () => clearTimeout(timer);
    // The same item keeps its time when a preview that says it was opened takes the place of the one before.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [approvalId, isShown]);
  if (failure !== null) return <Failure error={failure} />;
  if (detail === null) return <p className="d small">Reading the card</p>;
  if (!isShown) return <p className="wait small">It has changed since the preview, and will drop out.</p>;
  return (
    <div style={{ padding: '4px 0 16px 12px', borderLeft: '2px solid var(--line-strong)', marginBottom: 8 }}>
      <CardChanges detail={detail} />
      <CardEvidence detail={detail} />
    </div>
  );
}
