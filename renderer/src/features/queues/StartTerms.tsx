import type { ReactElement } from 'react';
import { QueueSelect } from './PlaceInput.tsx';
import type { TermsForm } from './terms.ts';

const texts: readonly { readonly name: keyof TermsForm; readonly label: string; readonly hint: string }[] = [
  { name: 'priority', label: 'Priority', hint: 'Higher goes first, from -100 to 100.' },
  { name: 'delay', label: 'Minutes from now', hint: 'It starts no earlier.' },
  { name: 'queueKey', label: 'Key', hint: 'The queue’s limit per key counts it under this.' },
  { name: 'dedupKey', label: 'Same as', hint: 'While a run holds this key, another start is that run.' },
  { name: 'debounce', label: 'Wait for a later start, s', hint: 'With “Same as”: the later input is taken instead.' },
  {
    name: 'debounceMax',
    label: 'At most, s',
    hint: 'Later starts put it off no longer. Empty: as its agent or queue says.',
  },
];

/** Where and when a run waits for its turn; nothing here has to be filled in. */
export function StartTerms(props: {
  readonly terms: TermsForm;
  readonly onChange: (terms: TermsForm) => void;
}): ReactElement {
  const { terms, onChange } = props;
  return (
    <details>
      <summary className="label">Advanced: queue, priority, delay, keys</summary>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
          gap: 14,
          marginTop: 10,
        }}
      >
        <div className="field">
          <label htmlFor="terms-queue">Queue</label>
          <QueueSelect
            id="terms-queue"
            value={terms.queue}
            none="The agent’s own"
            onChange={(queue) => onChange({ ...terms, queue })}
          />
          <span className="hint">Its limits hold for this run.</span>
        </div>
        {texts.map(({ name, label, hint }) => (
          <div key={name} className="field">
            <label htmlFor={`terms-${name}`}>{label}</label>
            <input
              id={`terms-${name}`}
              className="input"
              value={terms[name]}
              maxLength={200}
              onChange={(event) => onChange({ ...terms, [name]: event.target.value })}
            />
            <span className="hint">{hint}</span>
          </div>
        ))}
      </div>
    </details>
  );
}
