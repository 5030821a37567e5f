import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSettings } from '../../stores/settings.ts';
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
    next !== null && !Intl.supportedValuesOf('timeZone').includes(next) && next !== 'UTC'
      ? 'A time zone such as Europe/Berlin; empty takes that of the computer.'
      : undefined;

  return (
    <section>
      <h3 className="label">Where a day begins</h3>
      <SaveForm change={{ timeZone: next }} problem={problem} isSame={next === timeZone}>
        <div className="field">
          <label htmlFor="budget-zone">Time zone of the days of budgets</label>
          <input
            id="budget-zone"
            className="input"
            list="budget-zones"
            value={stated}
            placeholder={timeZone === null ? `${ownZone}, as on this computer` : 'As on this computer'}
            onChange={(event) => setStated(event.target.value)}
          />
          <datalist id="budget-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </datalist>
        </div>
      </SaveForm>
    </section>
  );
}
