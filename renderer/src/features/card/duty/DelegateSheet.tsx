import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../../shared/domain/approval.ts';
import { delegate } from '../../../stores/duty.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useActingPerson } from '../../../stores/person.ts';
import { useWorkspace } from '../../../stores/workspace.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';

/** Has somebody else decide in one's own place, for a time. */
export function DelegateSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const me = useActingPerson();
  const people = useWorkspace((state) => state.status?.people) ?? [];
  const mine = people.find(({ personId }) => personId === me?.personId)?.identity;
  const others = people.filter(
    ({ identity, role }) => identity !== mine && (role === 'reviewer' || role === 'operator'),
  );
  const [to, setTo] = useState(others[0]?.personId ?? '');
  const [until, setUntil] = useState('');
  const id = useId();
  const untilMs = Date.parse(until);
  const whyNot =
    to === '' ? 'Nobody else here may decide.' : Number.isNaN(untilMs) ? 'Say until when it is theirs.' : undefined;
  return (
    <VerbSheet
      title="Hand on"
      note={item.title}
      size="small"
      go="Hand on"
      stay="Back"
      whyNot={whyNot}
      onClose={closeOverlay}
      onGo={(reason) => delegate(item, to, untilMs, reason)}
    >
      <div className="field">
        <label htmlFor={id}>Who decides in your place</label>
        <select id={id} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
          {others.map(({ personId, printedName, role }) => (
            <option key={personId} value={personId}>
              {printedName}, {role}
            </option>
          ))}
        </select>
        <span className="hint">
          They decide under their own name, kept as “for {me?.printedName ?? 'you'}”. Nobody counts twice by it.
        </span>
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
        <span className="hint">Then it is yours again, if nobody has decided.</span>
      </div>
    </VerbSheet>
  );
}
