import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** Asks before a schedule goes. */
export function RemoveSheet(props: {
  readonly name: string;
  /** Firings that wait for their turn, and are dropped with it. */
  readonly waiting: number;
  readonly onClose: () => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { name, waiting, onClose, onRemove } = props;
  const actions = (
    <>
      <Button
        kind="danger"
        icon="x"
        onPress={() => {
          onClose();
          onRemove();
        }}
      >
        Remove the schedule
      </Button>
      <Button kind="quiet" onPress={onClose}>
        Keep it
      </Button>
    </>
  );
  return (
    <Sheet title="Remove this schedule?" size="small" onClose={onClose} actions={actions}>
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
    </Sheet>
  );
}
