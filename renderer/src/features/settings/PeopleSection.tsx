import type { ReactElement } from 'react';
import { choosePerson, usePerson } from '../../stores/person.ts';
import { createSample } from '../../stores/first-run.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { ProfileForm } from '../first-run/ProfileForm.tsx';
import { PeopleDuties } from './PeopleDuties.tsx';
import s from './Settings.module.css';

/** The profiles of this workspace, and which of them acts in this window. */
export function PeopleSection(): ReactElement {
  const people = useWorkspace((state) => state.status?.people) ?? [];
  const status = useWorkspace((state) => state.status);
  const personId = usePerson((state) => state.personId);
  const hasRuns = useWorkspace((state) => state.status?.fresh === false && state.status.sample);
  return (
    <>
      <p className={s['lede']}>
        Profiles are asserted, not proven. There are no accounts yet, so anyone who can open this window can act as any
        of them; every decision stores the name, the role and the word “asserted”.
      </p>
      <fieldset className={s['options']}>
        <legend className="fieldname">Acts in this window</legend>
        {people.map((person) => (
          <label key={person.personId}>
            <input
              type="radio"
              name="acts"
              checked={person.personId === personId}
              onChange={() => choosePerson(person.personId)}
            />
            <span className="b">{person.printedName}</span>
            <span className="d mono">{person.personId}</span>
            <span className="grow" />
            <span className="d">{person.role}</span>
          </label>
        ))}
      </fieldset>
      <PeopleDuties people={people} />
      <section>
        <h3 className="label">Add a profile</h3>
        <ProfileForm onDone={() => undefined} />
      </section>
      <section>
        <h3 className="label">This workspace</h3>
        <dl className="facts">
          <dt>Label</dt>
          <dd>{status?.label}</dd>
          <dt>Folder</dt>
          <dd className="mono" style={{ overflowWrap: 'anywhere' }}>
            {status?.workspace}
          </dd>
          <dt>Engine</dt>
          <dd>{status?.engineId}</dd>
          <dt>Model</dt>
          <dd>{status?.model}</dd>
          <dt>Version</dt>
          <dd>{status?.version}</dd>
        </dl>
        <div style={{ marginTop: 12 }}>
          <Button
            whyNot={hasRuns ? 'The sample is here already; its run is in the list of runs.' : undefined}
            onPress={() => void createSample()}
          >
            Run the sample
          </Button>
        </div>
      </section>
    </>
  );
}
