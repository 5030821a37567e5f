import { useState } from 'react';
import type { ReactElement } from 'react';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useRunPage } from '../../../stores/run-page.ts';
import { sendSignal } from '../../../stores/run-verbs.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { TextField } from '../../../ui/TextField.tsx';

/** What a run is told: a signal its agent declares, for whom, and what it carries. */
export function SignalSheet(props: {
  readonly runId: string;
  readonly title: string;
  /** Of the wait it answers; empty: chosen here. */
  readonly name: string;
  readonly forKey: string;
}): ReactElement {
  const { runId, title } = props;
  const signals = useRunPage((state) => state.detail?.signals) ?? [];
  const [name, setName] = useState(props.name === '' ? (signals[0]?.name ?? '') : props.name);
  const [key, setKey] = useState(props.forKey);
  const [payload, setPayload] = useState('null');
  const contract = signals.find((signal) => signal.name === name);

  return (
    <VerbSheet
      title="Send a signal to this run?"
      note={title}
      go="Send the signal"
      stay="Send nothing"
      reason="none"
      onClose={closeOverlay}
      onGo={() => sendSignal({ runId, name, key, payload })}
    >
      <p className="q">
        A wait for this name and key goes on with it; when there is none yet, the run keeps it for the first that comes.
        It is recorded under your name.
      </p>
      <div className="field">
        <label htmlFor="signal-name">Signal</label>
        <select id="signal-name" className="input" value={name} onChange={(event) => setName(event.target.value)}>
          {signals.map((signal) => (
            <option key={signal.name} value={signal.name}>
              {signal.name}
            </option>
          ))}
        </select>
      </div>
      <TextField
        label="Key"
        value={key}
        maxLength={200}
        hint="Only a wait with the same key takes it. Empty: one without a key."
        onChange={setKey}
      />
      <TextField
        label="What it carries, as JSON"
        isMono
        rows={6}
        value={payload}
        hint="Held against the contract below before anything is sent."
        onChange={setPayload}
      />
      {contract === undefined ? null : (
        <details>
          <summary>
            Contract {contract.name} {contract.version}
          </summary>
          <pre className="code">{JSON.stringify(contract.schema, null, 2)}</pre>
        </details>
      )}
    </VerbSheet>
  );
}
