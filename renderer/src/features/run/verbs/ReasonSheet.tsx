import type { ReactElement, ReactNode } from 'react';
import { closeOverlay } from '../../../stores/overlay.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';

/** Says what a verb does to something, takes a reason, and carries it out. */
export function ReasonSheet(props: {
  readonly title: string;
  readonly subject: string;
  readonly children: ReactNode;
  readonly go: string;
  readonly stay: string;
  readonly isDanger?: boolean;
  readonly isReasonNeeded?: boolean;
  /** Throws why it was refused. */
  readonly onGo: (reason: string) => Promise<unknown>;
}): ReactElement {
  const { title, subject, children, go, stay, isDanger = false, isReasonNeeded = false, onGo } = props;
  return (
    <VerbSheet
      title={title}
      size="small"
      go={go}
      stay={stay}
      isDanger={isDanger}
      reason={isReasonNeeded ? 'needed' : 'optional'}
      onClose={closeOverlay}
      onGo={onGo}
    >
      <p>
        <b className="b">{subject}</b>
        <br />
        <span className="q">{children}</span>
      </p>
    </VerbSheet>
  );
}
