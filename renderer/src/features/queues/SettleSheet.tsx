import { useState, type FormEvent, type ReactElement } from 'react';
import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import { explain } from '../../format/errors.ts';
import { settleLetter } from '../../stores/dead-letters.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

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
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const whyNot = reason.trim() === '' ? 'Say why first.' : undefined;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (whyNot !== undefined) return;
    try {
      await settleLetter(verb, letter.runId, reason);
      onClose();
    } catch (error) {
      setProblem(explain(error).detail);
    }
  }

  return (
    <Sheet title={words[verb].title} size="small" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 14 }}>
        <p>
          <b className="b">{letter.title}</b>
          <br />
          <span className="q">{words[verb].does}</span>
        </p>
        <div className="field">
          <label htmlFor="settle-reason">Reason</label>
          <input
            id="settle-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">Needed. Kept with the letter and in the audit log.</span>
        </div>
        {problem === '' ? null : (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
        <div className="row">
          <Button type="submit" kind="primary" whyNot={whyNot}>
            {words[verb].go}
          </Button>
          <Button kind="quiet" onPress={onClose}>
            Leave it open
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
