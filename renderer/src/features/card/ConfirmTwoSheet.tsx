import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { groupedHash } from '../../format/hash.ts';
import { decideOne } from '../../stores/decide.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useObstacles } from './obstacle.ts';

const typedDigits = 4;

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
    <Sheet title="Two people decide" size="small" onClose={closeOverlay}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{detail.title}</b>
          <br />
          <span className="q">
            You approve as {person?.printedName}, {person?.role}; asserted, not proven. It runs only after a second,
            different person has approved the same bytes.
          </span>
        </p>
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
