import { useEffect, useId, type ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import type { RunSummary } from '../../../../shared/domain/run.ts';
import { readQueues, useQueues } from '../../stores/queues.ts';
import type { PlaceField } from './place.ts';

const words: Readonly<Record<PlaceField, { readonly label: string; readonly hint: string }>> = {
  priority: { label: 'Priority', hint: 'Higher goes first, from -100 to 100; 0 is usual.' },
  queue: { label: 'Queue', hint: 'A queue of its own lane; its limits hold from then on.' },
  delay: { label: 'Minutes from now', hint: '0 = its turn may come at once.' },
};

/** The one thing a verb that places a run has to be told. */
export function PlaceInput(props: {
  readonly field: PlaceField;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is placed, where it is one run: only what it can be moved to is listed. */
  readonly run?: Pick<RunSummary, 'lane' | 'queue'>;
}): ReactElement {
  const { field, value, onChange, run } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{words[field].label}</label>
      {field === 'queue' ? (
        <QueueSelect
          id={id}
          value={value}
          onChange={onChange}
          none="Choose…"
          isListed={({ name, lane }) => run === undefined || (lane === run.lane && name !== run.queue)}
        />
      ) : (
        <input
          id={id}
          className="input"
          inputMode="numeric"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <span className="hint">{words[field].hint}</span>
    </div>
  );
}

/** The queues there are, to choose one of; `none` is what no choice is called. */
export function QueueSelect(props: {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly none: string;
  /** Which of them; all, when absent. */
  readonly isListed?: (queue: QueueSummary) => boolean;
}): ReactElement {
  const queues = useQueues((state) => state.queues);
  useEffect(readQueues, []);
  return (
    <select
      id={props.id}
      className="input"
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">{props.none}</option>
      {(queues ?? []).filter(props.isListed ?? (() => true)).map(({ name, lane }) => (
        <option key={name} value={name}>
          {name} ({lane})
        </option>
      ))}
    </select>
  );
}
