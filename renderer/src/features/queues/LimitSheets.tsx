import { useState, type ReactElement } from 'react';
import {
  queueLanes,
  queueNameSchema,
  type QueueLane,
  type QueueLimits,
  type QueueSummary,
} from '../../../../shared/domain/queue.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import { changeLimits, createQueue } from '../../stores/queues.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { formOf, limitsOf, type LimitForm } from './limit-form.ts';

const fields: readonly { readonly name: keyof LimitForm; readonly label: string; readonly hint: string }[] = [
  { name: 'concurrency', label: 'Runs at once', hint: 'Empty: no limit but the lane’s.' },
  { name: 'perKey', label: 'Runs per key', hint: 'Of those started with the same key.' },
  { name: 'rateCount', label: 'Starts', hint: 'Empty: no rate.' },
  { name: 'rateSeconds', label: 'in so many seconds', hint: 'Any stretch of this length.' },
  { name: 'capacity', label: 'Waiting runs at most', hint: 'One more is refused. Empty: no limit.' },
  { name: 'mostRecoveries', label: 'Recoveries at most', hint: 'More, and a run goes to the dead letters.' },
  { name: 'mostAttempts', label: 'Attempts of an action at most', hint: 'Under one key, without an answer.' },
  { name: 'debounceSeconds', label: 'Debounced at most, s', hint: 'From the first of the starts that put a run off.' },
];

function LimitFields(props: { readonly form: LimitForm; readonly onChange: (form: LimitForm) => void }): ReactElement {
  const { form, onChange } = props;
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))', gap: 14 }}>
      {fields.map(({ name, label, hint }) => (
        <div key={name} className="field">
          <label htmlFor={`limit-${name}`}>{label}</label>
          <input
            id={`limit-${name}`}
            className="input tabular"
            inputMode="numeric"
            value={form[name]}
            onChange={(event) => onChange({ ...form, [name]: event.target.value })}
          />
          <span className="hint">{hint}</span>
        </div>
      ))}
    </div>
  );
}

/** Changes the limits of a queue, as the version that is shown. */
export function LimitsSheet(props: { readonly queue: QueueSummary; readonly onClose: () => void }): ReactElement {
  const { onClose } = props;
  // What was opened is what is changed: a change by somebody else meanwhile makes this one stale.
  const [queue] = useState(props.queue);
  const [form, setForm] = useState(() => formOf(queue));
  return (
    <VerbSheet
      title="Limits of this queue"
      note={`${queue.name}, version ${queue.version}`}
      go="Change the limits"
      stay="Change nothing"
      reasonKept="in the audit log. What runs already is left alone"
      onClose={onClose}
      onGo={async (reason) => changeLimits(queue, readLimits(form), reason)}
    >
      <LimitFields form={form} onChange={setForm} />
    </VerbSheet>
  );
}

/** Makes a queue. */
export function NewQueueSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState('');
  const [lane, setLane] = useState<QueueLane>('background');
  const [form, setForm] = useState(() => formOf());
  return (
    <VerbSheet
      title="New queue"
      go="Make the queue"
      stay="Make none"
      reason="none"
      onClose={onClose}
      onGo={async () => {
        const limits = readLimits(form);
        if (!queueNameSchema.safeParse(name).success)
          throw new LanekeeperError(
            'invalid-input',
            'A name has lower-case letters, digits and hyphens, at most 40, and begins with a letter or digit.',
          );
        await createQueue({ name, lane, limits });
      }}
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))', gap: 14 }}>
        <TextField
          label="Name"
          isMono
          value={name}
          hint="It stays; limits can be changed at any time."
          onChange={setName}
        />
        <div className="field">
          <label htmlFor="queue-lane">Lane</label>
          <select
            id="queue-lane"
            className="input"
            value={lane}
            onChange={(event) => setLane(event.target.value as QueueLane)}
          >
            {queueLanes.toReversed().map((known) => (
              <option key={known} value={known}>
                {known}
              </option>
            ))}
          </select>
          <span className="hint">Interactive runs go before background runs.</span>
        </div>
      </div>
      <LimitFields form={form} onChange={setForm} />
    </VerbSheet>
  );
}

/** Throws which field cannot be used. */
function readLimits(form: LimitForm): QueueLimits {
  const limits = limitsOf(form);
  if (typeof limits === 'string') throw new LanekeeperError('invalid-input', limits);
  return limits;
}
