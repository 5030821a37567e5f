import { useState, type FormEvent, type ReactElement } from 'react';
import type { RunSummary } from '../../../../shared/domain/run.ts';
import { explain } from '../../format/errors.ts';
import { placeRun } from '../../stores/queues.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { readPlace, whyNoPlace, type PlaceField } from './place.ts';
import { PlaceInput } from './PlaceInput.tsx';

const choices: readonly { readonly field: PlaceField; readonly words: string }[] = [
  { field: 'priority', words: 'Go earlier or later than others' },
  { field: 'queue', words: 'Wait in another queue' },
  { field: 'delay', words: 'Start no earlier than' },
];

/** Another priority, queue or time for a run that waits. */
export function PlaceSheet(props: { readonly run: RunSummary; readonly onClose: () => void }): ReactElement {
  const { run, onClose } = props;
  const [field, setField] = useState<PlaceField>('priority');
  const [value, setValue] = useState(String(run.priority));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const whyNot = whyNoPlace(field, value);

  function choose(next: PlaceField): void {
    setField(next);
    setValue(next === 'priority' ? String(run.priority) : '');
    setProblem('');
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (whyNot !== undefined) return;
    try {
      await placeRun(run.runId, readPlace(field, value), reason);
      onClose();
    } catch (error) {
      setProblem(explain(error).detail);
    }
  }

  return (
    <Sheet title="Where this run waits" note={run.title} size="small" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 14 }}>
        <fieldset style={{ display: 'grid', gap: 6 }}>
          <legend className="sr">What changes</legend>
          {choices.map((choice) => (
            <label key={choice.field} className="row">
              <input type="radio" name="place" checked={field === choice.field} onChange={() => choose(choice.field)} />
              {choice.words}
            </label>
          ))}
        </fieldset>
        <PlaceInput key={field} field={field} value={value} onChange={setValue} />
        <div className="field">
          <label htmlFor="place-reason">Reason</label>
          <input
            id="place-reason"
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
          <Button type="submit" kind="primary" whyNot={whyNot}>
            Change its place
          </Button>
          <Button kind="quiet" onPress={onClose}>
            Leave it there
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
