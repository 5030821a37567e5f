import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSettings } from '../../stores/settings.ts';
import { isTimeZone, TimeZoneInput } from '../../ui/TimeZoneInput.tsx';
import { SaveForm } from './SaveForm.tsx';

/** In which time zone a day of the budgets begins. */
export function DayPart({ ownZone }: { readonly ownZone: string }): ReactElement | null {
  const { settings } = useSettings();
  return settings === null ? null : <DayForm key={settings.timeZone} timeZone={settings.timeZone} ownZone={ownZone} />;
}

function DayForm({ timeZone, ownZone }: { readonly timeZone: string | null; readonly ownZone: string }): ReactElement {
  const [stated, setStated] = useState(timeZone ?? '');
  const next = stated.trim() === '' ? null : stated.trim();
  const problem =
    next !== null && !isTimeZone(next)
      ? 'A time zone such as Europe/Berlin; empty takes that of the computer.'
      : undefined;

  return (
    <section>
      <h3 className="label">Where a day begins</h3>
      <SaveForm change={{ timeZone: next }} problem={problem} isSame={next === timeZone}>
        <div className="field">
          <label htmlFor="budget-zone">Time zone of the days of budgets</label>
          <TimeZoneInput
            id="budget-zone"
            value={stated}
            placeholder={timeZone === null ? `${ownZone}, as on this computer` : 'As on this computer'}
            onChange={setStated}
          />
        </div>
      </SaveForm>
    </section>
  );
}
