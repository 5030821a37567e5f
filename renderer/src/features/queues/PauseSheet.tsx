import { useState, type FormEvent, type ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import { settleQueue } from '../../stores/queues.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** Says what a pause does, and takes a reason. */
export function PauseSheet(props: { readonly queue: QueueSummary; readonly onClose: () => void }): ReactElement {
  const { queue, onClose } = props;
  const [reason, setReason] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    onClose();
    void settleQueue(queue, reason);
  }

  return (
    <Sheet title="Pause this queue?" size="small" onClose={onClose}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{queue.name}</b>
          <br />
          <span className="q">
            Nothing of it is started, or taken up again after a wait, until it is resumed. What is at work goes on, and
            starts are still taken.
          </span>
        </p>
        <div className="field">
          <label htmlFor="pause-reason">Reason</label>
          <input
            id="pause-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">Optional. Kept in the audit log, and shown here.</span>
        </div>
        <div className="row">
          <Button type="submit" kind="primary">
            Pause the queue
          </Button>
          <Button kind="quiet" onPress={onClose}>
            Let it go on
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
