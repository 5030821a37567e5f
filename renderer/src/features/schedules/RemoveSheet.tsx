import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Asks before a schedule goes. */
export function RemoveSheet(props: {
  readonly name: string;
  /** Firings that wait for their turn, and are dropped with it. */
  readonly waiting: number;
  readonly onClose: () => void;
  /** Throws why it was refused. */
  readonly onRemove: () => Promise<void>;
}): ReactElement {
  const { name, waiting, onClose, onRemove } = props;
  return (
    <VerbSheet
      title="Remove this schedule?"
      size="small"
      go="Remove the schedule"
      goIcon="x"
      stay="Keep it"
      isDanger
      reason="none"
      onClose={onClose}
      onGo={onRemove}
    >
      <p>
        <b className="b">{name}</b>
        <br />
        <span className="q">It starts nothing any more. Its runs go on, and the record of its firings stays.</span>
        {waiting === 0 ? null : (
          <>
            <br />
            <span className="bad">
              {counted(waiting, 'firing')} {waiting === 1 ? 'waits for its' : 'wait for their'} turn, and{' '}
              {waiting === 1 ? 'is' : 'are'} dropped with what was sent.
            </span>
          </>
        )}
      </p>
    </VerbSheet>
  );
}
