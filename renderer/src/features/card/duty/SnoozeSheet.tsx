import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../../shared/domain/approval.ts';
import { runtimeNow } from '../../../clock.ts';
import { wholeTime } from '../../../format/time.ts';
import { snooze } from '../../../stores/duty.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useActingPerson } from '../../../stores/person.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';

const hourMs = 3_600_000;

/** Hides an item from one's own list for a time. */
export function SnoozeSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const me = useActingPerson();
  const [openedMs] = useState(runtimeNow);
  const choices = choicesAt(openedMs).filter(({ untilMs }) => untilMs < item.expiresAtMs);
  const hasOne = item.snoozed.some(({ personId }) => personId === me?.personId);
  const [chosen, setChosen] = useState(hasOne ? 'end' : (choices[0]?.id ?? 'at'));
  const [at, setAt] = useState('');
  const [isEarlier, setEarlier] = useState(true);
  const id = useId();
  const untilMs =
    chosen === 'end'
      ? null
      : chosen === 'at'
        ? Date.parse(at)
        : (choices.find((one) => one.id === chosen)?.untilMs ?? 0);
  return (
    <VerbSheet
      title="Snooze"
      note={item.title}
      size="small"
      go={chosen === 'end' ? 'List it again' : 'Snooze'}
      stay="Back"
      reason="none"
      whyNot={untilMs !== null && Number.isNaN(untilMs) ? 'Say until when.' : undefined}
      onClose={closeOverlay}
      onGo={() => snooze(item, untilMs, isEarlier ? 'somebody-acts' : null)}
    >
      <div className="field">
        <label htmlFor={id}>Until</label>
        <select id={id} className="input" value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {hasOne ? <option value="end">now: list it again</option> : null}
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id}, {wholeTime(one.untilMs)}
            </option>
          ))}
          <option value="at">another time…</option>
        </select>
        <span className="hint">For you alone. It expires {wholeTime(item.expiresAtMs)}, and is back before that.</span>
      </div>
      {chosen === 'at' ? (
        <div className="field">
          <label htmlFor={`${id}-at`}>Time</label>
          <input
            id={`${id}-at`}
            className="input"
            type="datetime-local"
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        </div>
      ) : null}
      {chosen === 'end' ? null : (
        <label className="row">
          <input type="checkbox" checked={isEarlier} onChange={(event) => setEarlier(event.target.checked)} />
          <span>Back earlier when somebody else does something with it</span>
        </label>
      )}
    </VerbSheet>
  );
}

function choicesAt(nowMs: number): readonly { readonly id: string; readonly untilMs: number }[] {
  const morning = (days: number): number => {
    const day = new Date(nowMs);
    day.setDate(day.getDate() + days);
    return day.setHours(9, 0, 0, 0);
  };
  const toMonday = (8 - new Date(nowMs).getDay()) % 7 || 7;
  return [
    { id: 'in an hour', untilMs: nowMs + hourMs },
    { id: 'in four hours', untilMs: nowMs + 4 * hourMs },
    { id: 'tomorrow morning', untilMs: morning(1) },
    { id: 'Monday morning', untilMs: morning(toMonday) },
  ];
}
