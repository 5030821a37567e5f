import type { ReactElement } from 'react';
import { timeLeft, zoneName } from '../../format/time.ts';
import { useClock } from '../../clock.ts';
import type { AtMs, Ms } from '../../../../shared/ids.ts';

/** Where the field is. */
export const deadlineId = 'run-deadline';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const longestMs = 31_536_000_000;

/** How long from now the moment that was typed is; null when nothing was typed. */
export function deadlineIn(typed: string, nowMs: AtMs): Ms | null {
  return typed === '' ? null : Date.parse(typed) - nowMs;
}

/** Why what was typed cannot be used; undefined when it can. */
export function whyNoDeadline(typed: string, nowMs: AtMs): string | undefined {
  const inMs = deadlineIn(typed, nowMs);
  if (inMs === null) return undefined;
  if (!(inMs >= 1_000)) return 'The deadline has passed already.';
  return inMs > longestMs ? 'The deadline is more than a year away.' : undefined;
}

/** The zone by its name and as it stands at that moment. */
function zoneWords(atMs: AtMs): string {
  const offset = zoneName(atMs);
  return timeZone === offset ? timeZone : `${timeZone} (${offset})`;
}

/** When a run has to have ended, in local time, and what happens then. */
export function DeadlineField(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { value, onChange } = props;
  const nowMs = useClock((state) => state.nowMs);
  const problem = whyNoDeadline(value, nowMs);
  const atMs = value === '' ? nowMs : Date.parse(value);
  return (
    <div className="field" style={{ maxWidth: 460 }}>
      <label htmlFor={deadlineId}>Deadline</label>
      <input
        id={deadlineId}
        className="input"
        type="datetime-local"
        style={{ maxWidth: 220 }}
        value={value}
        aria-describedby="run-deadline-hint"
        aria-invalid={problem !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="hint" id="run-deadline-hint">
        {problem !== undefined ? (
          <span className="bad">{problem}</span>
        ) : value === '' ? (
          `Optional, in the time of this computer: ${zoneWords(atMs)}.`
        ) : (
          `${value.replace('T', ' ')} ${zoneWords(atMs)}, in ${timeLeft(atMs, nowMs)}.`
        )}{' '}
        A run that has not ended then is cancelled, and what it did is undone after a decision.
      </span>
    </div>
  );
}
