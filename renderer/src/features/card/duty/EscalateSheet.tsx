import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../../shared/domain/approval.ts';
import { addresseeWords } from '../../../../../shared/domain/duty.ts';
import { escalate } from '../../../stores/duty.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useActingPerson } from '../../../stores/person.ts';
import { useWorkspace } from '../../../stores/workspace.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';

const next = '';

/** Asks the next of the chain, or somebody by name, to decide. */
export function EscalateSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const people = useWorkspace((state) => state.status?.people) ?? [];
  const me = useActingPerson();
  const [to, setTo] = useState(next);
  const id = useId();
  const named = people.filter(({ personId, role }) => personId !== me?.personId && role !== 'auditor');
  return (
    <VerbSheet
      title="Escalate"
      note={item.title}
      size="small"
      go="Escalate"
      stay="Back"
      onClose={closeOverlay}
      onGo={(reason) => escalate(item, to === next ? null : to, reason)}
    >
      <div className="field">
        <label htmlFor={id}>To</label>
        <select id={id} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
          <option value={next}>the next of its chain</option>
          {named.map(({ personId, printedName, role }) => (
            <option key={personId} value={`person:${personId}`}>
              {printedName}, {role}
            </option>
          ))}
          {['role:reviewer', 'role:operator', 'role:admin'].map((role) => (
            <option key={role} value={role}>
              {addresseeWords(role, people)}
            </option>
          ))}
        </select>
        <span className="hint">
          {item.assignedTo.length === 0
            ? 'It is for anyone who may decide now.'
            : `It is for ${item.assignedTo.map((one) => addresseeWords(one, people)).join(', ')} now.`}{' '}
          Nobody is kept from deciding by this.
        </span>
      </div>
    </VerbSheet>
  );
}
