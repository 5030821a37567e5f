import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../../shared/domain/approval.ts';
import { addresseeWords } from '../../../../../shared/domain/duty.ts';
import type { DutyNote } from '../../../../../shared/domain/duty.ts';
import { wholeTime } from '../../../format/time.ts';
import { useWorkspace } from '../../../stores/workspace.ts';
import { Ago } from '../../../ui/Time.tsx';

const noteWords: Readonly<Record<DutyNote['verb'], string>> = {
  escalated: 'escalated it to',
  delegated: 'handed it to',
  snoozed: 'snoozed it',
  returned: 'gave it back to',
  reminded: 'reminded, because nobody had answered:',
};

/** Whom an item is for, and what was done with it beside deciding. */
export function DutyFacts({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const people = useWorkspace((state) => state.status?.people) ?? [];
  const { assignedTo, delegation, notes } = detail;
  if (assignedTo.length === 0 && notes.length === 0) return null;
  return (
    <section>
      <h3 className="label">Asked of</h3>
      <p className="small">
        {assignedTo.length === 0
          ? 'Anyone who may decide.'
          : `${assignedTo.map((one) => addresseeWords(one, people)).join(', ')}; others may decide all the same.`}
        {delegation === null ? null : (
          <>
            <br />
            <span className="d">
              For {delegation.byName}, until {wholeTime(delegation.untilMs)}.
            </span>
          </>
        )}
      </p>
      {notes.length === 0 ? null : (
        <ul
          className="small"
          aria-label="What was done with it"
          style={{ listStyle: 'none', padding: 0, marginTop: 6 }}
        >
          {notes.map((note, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- they are never moved, only added to
            <li key={index}>
              <b className="b">{note.by ?? 'Lanekeeper'}</b> {noteWords[note.verb]} {note.to},{' '}
              <span className="d">
                <Ago at={note.atMs} />
              </span>
              {note.reason === '' ? null : (
                <>
                  <br />“{note.reason}”
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
