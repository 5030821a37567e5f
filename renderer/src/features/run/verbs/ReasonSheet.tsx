import { useState } from 'react';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import { closeOverlay } from '../../../stores/overlay.ts';
import { Button } from '../../../ui/Button.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';

/** Says what a verb does, takes a reason, and carries it out. */
export function ReasonSheet(props: {
  readonly title: string;
  readonly subject: string;
  readonly children: ReactNode;
  readonly go: string;
  readonly stay: string;
  readonly isDanger?: boolean;
  readonly isReasonNeeded?: boolean;
  readonly onGo: (reason: string) => void;
}): ReactElement {
  const { title, subject, children, go, stay, isDanger = false, isReasonNeeded = false, onGo } = props;
  const [reason, setReason] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    closeOverlay();
    onGo(reason);
  }

  return (
    <Sheet title={title} size="small" onClose={closeOverlay}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{subject}</b>
          <br />
          <span className="q">{children}</span>
        </p>
        <div className="field">
          <label htmlFor="verb-reason">Reason</label>
          <input
            id="verb-reason"
            className="input"
            value={reason}
            maxLength={2000}
            required={isReasonNeeded}
            pattern={isReasonNeeded ? '.*\\S.*' : undefined}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">{isReasonNeeded ? 'Needed, and kept' : 'Optional. Kept'} in the audit log.</span>
        </div>
        <div className="row">
          <Button type="submit" kind={isDanger ? 'danger' : 'primary'}>
            {go}
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            {stay}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
