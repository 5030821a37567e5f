import { useState } from 'react';
import type { ReactElement } from 'react';
import { closeFirstRun, createSample } from '../../stores/first-run.ts';
import { choosePerson, useActingPerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Logo } from '../frame/TopBar.tsx';
import frame from '../frame/Frame.module.css';
import s from './FirstRun.module.css';
import { ProfileForm } from './ProfileForm.tsx';

/** The first visit: who acts here, then a sample to look at or an empty start. */
export function FirstRun({ isChoiceOpen }: { readonly isChoiceOpen: boolean }): ReactElement {
  const person = useActingPerson();
  return (
    <main className={s['page']}>
      <div className={s['box']}>
        <div className={s['brand']}>
          <Logo />
          Lanekeeper
        </div>
        {person === null ? <WhoActs /> : isChoiceOpen ? <HowToStart name={person.printedName} /> : null}
      </div>
    </main>
  );
}

function WhoActs(): ReactElement {
  const people = useWorkspace((state) => state.status?.people) ?? [];
  return (
    <>
      <h1 className={s['title']}>Who acts here?</h1>
      <p className={s['lede']}>
        Agents stop before anything leaves until a named person has decided. The name you choose is printed on every
        decision. It is <b className="b">asserted, not proven</b>: there are no passwords yet, so anyone at this
        keyboard can choose it, and each decision says so.
      </p>
      {people.length === 0 ? null : (
        <div className={s['card']}>
          <h2 className="label">Profiles of this workspace</h2>
          <ul className={frame['people']}>
            {people.map((one) => (
              <li key={one.personId}>
                <button type="button" onClick={() => choosePerson(one.personId)}>
                  <Icon name="person" />
                  <span className="b">{one.printedName}</span>
                  <span className="grow" />
                  <span className="d">{one.role}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={s['card']}>
        {people.length === 0 ? null : <h2 className="label">Or add one</h2>}
        <ProfileForm onDone={() => undefined} />
      </div>
    </>
  );
}

function HowToStart({ name }: { readonly name: string }): ReactElement {
  const [isBusy, setBusy] = useState(false);
  async function start(): Promise<void> {
    setBusy(true);
    await createSample();
    setBusy(false);
  }
  return (
    <>
      <h1 className={s['title']}>Start with something to look at?</h1>
      <p className={s['lede']}>
        You act as {name}. Everything runs on this machine with the embedded language engine: no key, no network, no
        cost.
      </p>
      <div className={s['choices']}>
        <div className={`${s['card']} ${s['choice']}`}>
          <h2>Sample workspace</h2>
          <p>
            Ticket review reads up to 300 real public complaints, finds their themes, writes a report, and stops at the
            replies it drafted. It is labelled as a sample everywhere.
          </p>
          <div>
            <Button
              kind="primary"
              whyNot={isBusy ? 'The sample is being set up.' : undefined}
              onPress={() => void start()}
            >
              Run the sample
            </Button>
          </div>
        </div>
        <div className={`${s['card']} ${s['choice']}`}>
          <h2>Empty start</h2>
          <p>
            Nothing runs until you give an agent a file. The sample stays available in Settings while nothing has run.
          </p>
          <div>
            <Button onPress={closeFirstRun}>Start empty</Button>
          </div>
        </div>
      </div>
    </>
  );
}
