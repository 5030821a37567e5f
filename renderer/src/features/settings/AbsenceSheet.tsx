import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { Profile } from '../../../../shared/domain/person.ts';
import { runtimeNow } from '../../clock.ts';
import { setAbsence } from '../../stores/duty.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Says when somebody is away, and who decides in their place. */
export function AbsenceSheet(props: {
  readonly profile: Profile;
  readonly people: readonly Profile[];
  readonly onClose: () => void;
}): ReactElement {
  const { profile, people, onClose } = props;
  const others = people.filter(
    ({ identity, role }) => identity !== profile.identity && (role === 'reviewer' || role === 'operator'),
  );
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [standIn, setStandIn] = useState('');
  const id = useId();
  const untilMs = Date.parse(until);
  return (
    <VerbSheet
      title="Absence"
      note={profile.printedName}
      size="small"
      go="Save"
      stay="Back"
      whyNot={Number.isNaN(untilMs) ? 'Say until when.' : undefined}
      onClose={onClose}
      onGo={(reason) =>
        setAbsence({
          personId: profile.personId,
          fromMs: from === '' ? runtimeNow() : Date.parse(from),
          untilMs,
          standIn: standIn === '' ? null : standIn,
          reason,
        })
      }
    >
      <div className="field">
        <label htmlFor={`${id}-from`}>From</label>
        <input
          id={`${id}-from`}
          className="input"
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <span className="hint">Empty: from now on.</span>
      </div>
      <div className="field">
        <label htmlFor={`${id}-until`}>Until</label>
        <input
          id={`${id}-until`}
          className="input"
          type="datetime-local"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-who`}>Who decides meanwhile</label>
        <select id={`${id}-who`} className="input" value={standIn} onChange={(event) => setStandIn(event.target.value)}>
          <option value="">nobody</option>
          {others.map(({ personId, printedName }) => (
            <option key={personId} value={personId}>
              {printedName}
            </option>
          ))}
        </select>
        <span className="hint">What is addressed to {profile.printedName} is for them too, under their own name.</span>
      </div>
    </VerbSheet>
  );
}
