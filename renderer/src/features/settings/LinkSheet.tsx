import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { Profile } from '../../../../shared/domain/person.ts';
import { linkProfile } from '../../stores/duty.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Says that a profile and another one are the same person. */
export function LinkSheet(props: {
  readonly profile: Profile;
  readonly people: readonly Profile[];
  readonly onClose: () => void;
}): ReactElement {
  const { profile, people, onClose } = props;
  const others = people.filter(({ identity }) => identity !== profile.identity);
  const [to, setTo] = useState(others[0]?.personId ?? '');
  const id = useId();
  return (
    <VerbSheet
      title="The same person"
      note={profile.printedName}
      size="small"
      go="Link"
      stay="Back"
      whyNot={to === '' ? 'There is no other profile.' : undefined}
      onClose={onClose}
      onGo={(reason) => linkProfile(profile.personId, to, reason)}
    >
      <div className="field">
        <label htmlFor={id}>{profile.printedName} is the same person as</label>
        <select id={id} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
          {others.map(({ personId, printedName }) => (
            <option key={personId} value={personId}>
              {printedName} ({personId})
            </option>
          ))}
        </select>
        <span className="hint">
          Where several people are asked for, both count as one from now on; what is approved and not yet sent is
          counted anew before it runs.
        </span>
      </div>
    </VerbSheet>
  );
}
