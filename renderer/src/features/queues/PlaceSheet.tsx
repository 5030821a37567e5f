import { useState, type ReactElement } from 'react';
import type { RunSummary, RunVerbs } from '../../../../shared/domain/run.ts';
import { placeRun } from '../../stores/queues.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { readPlace, whyNoPlace, type PlaceField } from './place.ts';
import { PlaceInput } from './PlaceInput.tsx';

const choices: readonly {
  readonly field: PlaceField;
  readonly verb: 'prioritise' | 'move' | 'delay';
  readonly words: string;
}[] = [
  { field: 'priority', verb: 'prioritise', words: 'Go earlier or later than others' },
  { field: 'queue', verb: 'move', words: 'Wait in another queue' },
  { field: 'delay', verb: 'delay', words: 'Start no earlier than' },
];

/** Another priority, queue or time for a run that waits. */
export function PlaceSheet(props: {
  readonly run: RunSummary;
  /** What it begins with. */
  readonly first?: PlaceField;
  /** What is possible now, where it is known; a place that is not says why. */
  readonly verbs?: Pick<RunVerbs, 'prioritise' | 'move' | 'delay'>;
  readonly onClose: () => void;
}): ReactElement {
  const { run, first = 'priority', verbs, onClose } = props;
  const [field, setField] = useState<PlaceField>(first);
  const [value, setValue] = useState(first === 'priority' ? String(run.priority) : '');
  const whyNot = whyNoPlace(field, value);

  function choose(next: PlaceField): void {
    setField(next);
    setValue(next === 'priority' ? String(run.priority) : '');
  }

  return (
    <VerbSheet
      title="Where this run waits"
      note={run.title}
      size="small"
      go="Change its place"
      stay="Leave it there"
      whyNot={whyNot}
      onClose={onClose}
      onGo={(reason) => placeRun(run.runId, readPlace(field, value), reason)}
    >
      <fieldset style={{ display: 'grid', gap: 6, border: 0, margin: 0, padding: 0 }}>
        <legend className="sr">What changes</legend>
        {choices.map((choice) => (
          <label key={choice.field} className="row">
            <input
              type="radio"
              name="place"
              checked={field === choice.field}
              disabled={verbs?.[choice.verb].allowed === false}
              onChange={() => choose(choice.field)}
            />
            <span>
              {choice.words}
              {verbs?.[choice.verb].allowed === false ? (
                <span className="d small" style={{ display: 'block' }}>
                  {verbs[choice.verb].reason}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </fieldset>
      <PlaceInput key={field} field={field} value={value} onChange={setValue} run={run} />
    </VerbSheet>
  );
}
