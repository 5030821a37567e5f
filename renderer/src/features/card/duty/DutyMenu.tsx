import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../../shared/domain/approval.ts';
import { keyLabel } from '../../../commands/command.ts';
import { dutyVerbs, whyNotDuty } from '../../../stores/duty.ts';
import type { DutyVerb } from '../../../stores/duty.ts';
import { showOverlay } from '../../../stores/overlay.ts';
import { useActingPerson } from '../../../stores/person.ts';
import { useWhyNothingIsSaved } from '../../../stores/saving.ts';
import { VerbMenu } from '../../run/verbs/VerbMenu.tsx';

export const dutyWords: Readonly<Record<DutyVerb, { readonly label: string; readonly does: string }>> = {
  escalate: { label: `Escalate… ${keyLabel('shift+e')}`, does: 'Asks the next of its chain, or somebody you name.' },
  snooze: { label: 'Snooze… H', does: 'Hides it from your list for a time, never past its expiry.' },
  delegate: { label: 'Hand on…', does: 'Somebody else decides in your place, for a time.' },
  withdraw: { label: 'Withdraw…', does: 'Takes the request back: nobody refused it, and it does not run.' },
};

/** What can be done with an item beside deciding on it. */
export function DutyMenu({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const person = useActingPerson();
  const unsaved = useWhyNothingIsSaved();
  const entries = dutyVerbs.map((verb) => {
    const reason = unsaved ?? whyNotDuty(verb, { person, item: detail });
    return {
      id: verb,
      ...dutyWords[verb],
      verb: { allowed: reason === undefined, reason: reason ?? '' },
      run: () => showOverlay({ kind: 'duty', verb, item: detail }),
    };
  });
  return <VerbMenu entries={entries} />;
}
