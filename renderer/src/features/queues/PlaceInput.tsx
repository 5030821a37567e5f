import { useEffect, useId, type ReactElement } from 'react';
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
}): ReactElement {
  const { field, value, onChange } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{words[field].label}</label>
      {field === 'queue' ? (
        <QueueSelect id={id} value={value} onChange={onChange} none="Choose…" />
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
      {(queues ?? []).map(({ name, lane }) => (
        <option key={name} value={name}>
          {name} ({lane})
        </option>
      ))}
    </select>
  );
}
