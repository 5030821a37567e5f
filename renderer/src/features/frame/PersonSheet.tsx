import type { ReactElement } from 'react';
import { closeOverlay } from '../../stores/overlay.ts';
import { choosePerson, usePerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { ProfileForm } from '../first-run/ProfileForm.tsx';
import s from './Frame.module.css';

/** Chooses who acts in this window, or adds a profile. */
export function PersonSheet(): ReactElement {
  const people = useWorkspace((state) => state.status?.people) ?? [];
  const personId = usePerson((state) => state.personId);
  return (
    <Sheet title="Who acts in this window" size="small" onClose={closeOverlay}>
      <p className="q" style={{ marginBottom: 12 }}>
        A profile is asserted, not proven: anyone at this keyboard can choose it. Every decision stores the name and
        says so.
      </p>
      <ul className={s['people']}>
        {people.map((person) => (
          <li key={person.personId}>
            <button
              type="button"
              aria-pressed={person.personId === personId}
              onClick={() => {
                choosePerson(person.personId);
                closeOverlay();
              }}
            >
              <Icon name="person" />
              <span className="b">{person.printedName}</span>
              <span className="d mono">{person.personId}</span>
              <span className="grow" />
              <span className="d">{person.role}</span>
            </button>
          </li>
        ))}
      </ul>
      <details style={{ marginTop: 16 }}>
        <summary>Add a profile</summary>
        <div style={{ marginTop: 12 }}>
          <ProfileForm onDone={closeOverlay} />
        </div>
      </details>
    </Sheet>
  );
}
