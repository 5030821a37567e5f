import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { groupedHash } from '../../format/hash.ts';
import { holdWords } from '../../format/time.ts';
import { decideOne } from '../../stores/decide.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { ReservedWarning } from './duty/Reserved.tsx';
import { useObstacles } from './obstacle.ts';

const typedDigits = 4;

/** What this approval leads to: others are still to decide, or it was the last that was lacking. */
function whatFollows({ approvers, holdMs }: ApprovalDetail): string {
  const left = approvers.count - approvers.given - 1;
  if (left > 0)
    return `It runs only after ${left === 1 ? 'another person has' : `${left} other people have`} approved the same bytes.`;
  return `Yours is the last approval it needs: ${holdMs > 0 ? `it is held for ${holdWords(holdMs)} and then runs` : 'it runs at once'}.`;
}

/** The highest tier asks for more than a key: the first digits of the hash, typed, and a reason. */
export function ConfirmTwoSheet({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const person = useActingPerson();
  const obstacle = useObstacles(detail).approve;
  const isSame = typed.trim().toLowerCase() === detail.envelopeHash.slice(0, typedDigits);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isSame || obstacle !== undefined) return;
    closeOverlay();
    void decideOne('approve', detail, reason);
  }

  return (
    <Sheet
      title={detail.approvers.count === 2 ? 'Two people decide' : `${detail.approvers.count} people decide`}
      size="small"
      onClose={closeOverlay}
    >
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{detail.title}</b>
          <br />
          <span className="q">
            You approve as {person?.printedName}, {person?.role}; asserted, not proven. {whatFollows(detail)}
          </span>
        </p>
        <ReservedWarning item={detail} />
        <p className="mono small d" style={{ overflowWrap: 'anywhere' }}>
          {groupedHash(detail.envelopeHash)}
        </p>
        <div className="field">
          <label htmlFor="two-hash">First {typedDigits} digits of the hash above</label>
          <input
            id="two-hash"
            className="input mono"
            value={typed}
            maxLength={typedDigits}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="two-reason">Reason</label>
          <input
            id="two-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div className="row">
          <Button
            type="submit"
            kind="primary"
            whyNot={obstacle ?? (isSame ? undefined : `Type the first ${typedDigits} digits of the hash.`)}
          >
            {detail.title}
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            Back
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
