import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail, ApprovalSummary } from '../../../../../shared/domain/approval.ts';
import { snoozeOf } from '../../../../../shared/domain/duty.ts';
import { useClock } from '../../../clock.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { reportFailure } from '../../../stores/notices.ts';
import { usePerson } from '../../../stores/person.ts';
import { keepReserved, reservedByOther, takeOver } from '../../../stores/reservations.ts';
import { useWorkspace } from '../../../stores/workspace.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';
import { approveOpen } from '../../inbox/moves.ts';

/** While the card is open, it is reserved by this person; when somebody else has it, their name and until when. */
export function ReservedNote({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const personId = usePerson((state) => state.personId);
  const waits = detail.status === 'pending' || detail.status === 'partly-approved';
  const { approvalId } = detail;
  // Also when a second person comes: who is there already is told to them.
  const people = useWorkspace(({ status }) => status?.people.length ?? 0);
  useEffect(
    () => (waits && personId !== null && people > 1 ? keepReserved(approvalId) : undefined),
    [approvalId, personId, waits, people],
  );
  const other = useClock(({ nowMs }) => reservedByOther(detail, nowMs)?.printedName ?? null);
  if (!waits || other === null || detail.reservedBy === null) return null;
  return (
    <div className="row small" role="status" style={{ padding: '6px 16px', gap: 10 }}>
      <Icon name="person" className="tiny" />
      <span className="grow">
        <b className="b">{other}</b> is looking at this, until {clockTime(detail.reservedBy.untilMs)}. You may decide
        all the same.
      </span>
      <Button kind="quiet" onPress={() => void takeOver(approvalId).catch(reportFailure)}>
        Take over
      </Button>
    </div>
  );
}

/** In a sheet that decides: somebody else has the item open, and may be about to decide as well. */
export function ReservedWarning({ item }: { readonly item: ApprovalSummary }): ReactElement | null {
  const other = useClock(({ nowMs }) => reservedByOther(item, nowMs));
  if (other === null) return null;
  return (
    <p className="st wait small" role="status">
      <Icon name="person" className="tiny" />
      <span>
        <b className="b">{other.printedName}</b> has it open until {clockTime(other.untilMs)}, and may be about to
        decide. If you decide first, they are told who and when.
      </span>
    </p>
  );
}

/** In a row of the list: somebody else has it open, its snooze is over, or nobody answered a reminder. */
export function DutyMarks({ item }: { readonly item: ApprovalSummary }): ReactElement | null {
  const personId = usePerson((state) => state.personId);
  const other = useClock(({ nowMs }) => reservedByOther(item, nowMs)?.printedName ?? null);
  const isBack = useClock(
    ({ nowMs }) => personId !== null && snoozeOf(item.snoozed, personId, nowMs)?.state === 'back',
  );
  const waits = item.status === 'pending' || item.status === 'partly-approved';
  const words = [
    ...(other === null || item.reservedBy === null
      ? []
      : [`${other} is looking, until ${clockTime(item.reservedBy.untilMs)}`]),
    ...(isBack ? ['Back from your snooze'] : []),
    ...(item.sampledBy === null ? [] : [`A sample: the standing grant “${item.sampledBy}” left it to a person`]),
    ...(item.reminded > 0 ? ['Nobody has answered a reminder'] : []),
  ].join('. ');
  if (!waits || words === '') return null;
  return (
    <span className="d small nw" title={words} role="img" aria-label={words}>
      {other === null && item.sampledBy !== null ? (
        'sample'
      ) : (
        <Icon name={other === null ? 'clock' : 'person'} className="tiny" />
      )}
    </span>
  );
}

/** Asked before somebody decides on what another person has open. */
export function ReservedSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const name = item.reservedBy?.printedName ?? 'Somebody else';
  return (
    <Sheet
      title={`${name} is looking at this`}
      note={item.title}
      size="small"
      onClose={closeOverlay}
      actions={
        <>
          <Button
            kind="primary"
            onPress={() => {
              closeOverlay();
              void approveOpen({ evenReserved: true });
            }}
          >
            Approve all the same
          </Button>
          <Button
            onPress={() => {
              closeOverlay();
              void takeOver(item.approvalId).catch(reportFailure);
            }}
          >
            Take over
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            Back
          </Button>
        </>
      }
    >
      <p className="q">
        {name} has it open{item.reservedBy === null ? '' : ` until ${clockTime(item.reservedBy.untilMs)}`}, and may be
        about to decide. If you decide first, they are told who and when.
      </p>
    </Sheet>
  );
}

function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
