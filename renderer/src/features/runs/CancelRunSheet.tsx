import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { cancelRun } from '../../stores/run-page.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** Asks before a run is ended, and says what stays. */
export function CancelRunSheet({ runId, title }: { readonly runId: string; readonly title: string }): ReactElement {
  const [reason, setReason] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    closeOverlay();
    void cancelRun(runId, reason);
  }

  return (
    <Sheet title="Cancel this run?" size="small" onClose={closeOverlay}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{title}</b>
          <br />
          <span className="q">
            Its finished steps and artifacts are kept, labelled partial. Actions that wait for a decision are withdrawn;
            what was already done stays done.
          </span>
        </p>
        <div className="field">
          <label htmlFor="cancel-reason">Reason</label>
          <input
            id="cancel-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">Optional. Kept in the audit log.</span>
        </div>
        <div className="row">
          <Button type="submit" kind="danger" icon="x">
            Cancel the run
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            Let it run
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
