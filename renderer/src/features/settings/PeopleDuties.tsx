import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Profile } from '../../../../shared/domain/person.ts';
import { isAway } from '../../../../shared/domain/duty.ts';
import { runtimeNow } from '../../clock.ts';
import { wholeTime } from '../../format/time.ts';
import { reportFailure } from '../../stores/notices.ts';
import { endAbsence, linkProfile } from '../../stores/duty.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { AbsenceSheet } from './AbsenceSheet.tsx';
import { LinkSheet } from './LinkSheet.tsx';

type Open = { readonly kind: 'link' | 'absence'; readonly profile: Profile } | null;

/** Which profiles are one person, and who is away with whom in their place. */
export function PeopleDuties({ people }: { readonly people: readonly Profile[] }): ReactElement | null {
  const me = useActingPerson();
  const [open, setOpen] = useState<Open>(null);
  if (people.length === 0) return null;
  const notAdmin = me?.role === 'admin' ? undefined : 'Linking says who counts as one person, so an admin does it.';
  const nameOf = (id: string): string => people.find(({ personId }) => personId === id)?.printedName ?? id;
  const whyNotAway = ({ personId, printedName }: Profile): string | undefined =>
    me?.role === 'admin' || me?.personId === personId
      ? undefined
      : `Only ${printedName} or an admin says when ${printedName} is away.`;
  return (
    <section>
      <h3 className="label">Who stands for whom</h3>
      <ul style={{ listStyle: 'none', padding: 0, display: 'grid', gap: 8 }} aria-label="Links and absences">
        {people.map((profile) => {
          const { personId, printedName, identity, absence } = profile;
          return (
            <li key={personId} className="row">
              <span className="grow">
                <b className="b">{printedName}</b>{' '}
                <span className="d small">
                  {identity === personId ? null : `the same person as ${nameOf(identity)}, counts once. `}
                  {absence === null
                    ? 'here'
                    : `${isAway(profile, runtimeNow()) ? 'away' : `away from ${wholeTime(absence.fromMs)}`} until ${wholeTime(absence.untilMs)}, ${absence.standIn === null ? 'nobody stands in' : `${nameOf(absence.standIn)} stands in`}`}
                </span>
              </span>
              {identity === personId ? (
                <Button kind="quiet" whyNot={notAdmin} onPress={() => setOpen({ kind: 'link', profile })}>
                  Link…
                </Button>
              ) : (
                <Button
                  kind="quiet"
                  whyNot={notAdmin}
                  onPress={() => void linkProfile(personId, null, '').catch(reportFailure)}
                >
                  Unlink
                </Button>
              )}
              {absence === null ? (
                <Button kind="quiet" whyNot={whyNotAway(profile)} onPress={() => setOpen({ kind: 'absence', profile })}>
                  Absence…
                </Button>
              ) : (
                <Button
                  kind="quiet"
                  whyNot={whyNotAway(profile)}
                  onPress={() => void endAbsence(personId).catch(reportFailure)}
                >
                  End absence
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {open?.kind === 'link' ? (
        <LinkSheet profile={open.profile} people={people} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === 'absence' ? (
        <AbsenceSheet profile={open.profile} people={people} onClose={() => setOpen(null)} />
      ) : null}
    </section>
  );
}
