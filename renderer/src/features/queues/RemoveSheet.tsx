import { useState, type ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import { removeQueue } from '../../stores/queues.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Removes a queue; what stands in the way is said here. */
export function RemoveSheet(props: { readonly queue: QueueSummary; readonly onClose: () => void }): ReactElement {
  // What was opened is what is removed: a change by somebody else meanwhile makes this stale.
  const [queue] = useState(props.queue);
  return (
    <VerbSheet
      title="Remove this queue?"
      size="small"
      go="Remove the queue"
      stay="Keep it"
      isDanger
      onClose={props.onClose}
      onGo={(reason) => removeQueue(queue, reason)}
    >
      <p>
        <b className="b">{queue.name}</b>
        <br />
        <span className="q">
          Its limits and counts go. Runs that ended in it stay; one that is begun again waits in the queue that every
          run of its lane has.
        </span>
      </p>
    </VerbSheet>
  );
}
