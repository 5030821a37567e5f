import type { ReactElement } from 'react';
import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import { settleLetter } from '../../stores/dead-letters.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

const words = {
  retry: {
    title: 'Try this run again?',
    does: 'It begins again from its top, as a new attempt. Its actions ask again.',
    go: 'Retry the run',
  },
  dismiss: {
    title: 'Dismiss this dead letter?',
    does: 'The run is left as it is. Nothing is deleted: the letter stays among the settled ones.',
    go: 'Dismiss it',
  },
} as const;

/** A dead letter is settled with a reason. */
export function SettleSheet(props: {
  readonly letter: DeadLetter;
  readonly verb: 'retry' | 'dismiss';
  readonly onClose: () => void;
}): ReactElement {
  const { letter, verb, onClose } = props;
  return (
    <VerbSheet
      title={words[verb].title}
      size="small"
      go={words[verb].go}
      stay="Leave it open"
      reason="needed"
      reasonKept="with the letter and in the audit log"
      onClose={onClose}
      onGo={(reason) => settleLetter(verb, letter.runId, reason)}
    >
      <p>
        <b className="b">{letter.title}</b>
        <br />
        <span className="q">{words[verb].does}</span>
      </p>
    </VerbSheet>
  );
}
