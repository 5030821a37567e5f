import { useState, type FormEvent, type ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import { explain } from '../../format/errors.ts';
import { removeQueue } from '../../stores/queues.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** Removes a queue; what stands in the way is said here, and the sheet stays. */
export function RemoveSheet(props: { readonly queue: QueueSummary; readonly onClose: () => void }): ReactElement {
  const { onClose } = props;
  // What was opened is what is removed: a change by somebody else meanwhile makes this stale.
  const [queue] = useState(props.queue);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await removeQueue(queue, reason);
      onClose();
    } catch (error) {
      setProblem(explain(error).detail);
    }
  }

  return (
    <Sheet title="Remove this queue?" size="small" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{queue.name}</b>
          <br />
          <span className="q">
            Its limits and counts go. Runs that ended in it stay; one that is begun again waits in the queue that every
            run of its lane has.
          </span>
        </p>
        <div className="field">
          <label htmlFor="remove-reason">Reason</label>
          <input
            id="remove-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">Optional. Kept in the audit log.</span>
        </div>
        {problem === '' ? null : (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
        <div className="row">
          <Button type="submit" kind="danger">
            Remove the queue
          </Button>
          <Button kind="quiet" onPress={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
