import type { ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import { pauseQueue } from '../../stores/queues.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Says what a pause does, and takes a reason. */
export function PauseSheet(props: { readonly queue: QueueSummary; readonly onClose: () => void }): ReactElement {
  const { queue, onClose } = props;
  return (
    <VerbSheet
      title="Pause this queue?"
      size="small"
      go="Pause the queue"
      stay="Let it go on"
      reasonKept="in the audit log, and shown here"
      onClose={onClose}
      onGo={(reason) => pauseQueue(queue, reason)}
    >
      <p>
        <b className="b">{queue.name}</b>
        <br />
        <span className="q">
          Nothing of it is started, or taken up again after a wait, until it is resumed. What is at work goes on, and
          starts are still taken.
        </span>
      </p>
    </VerbSheet>
  );
}
