import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { explain } from '../../format/errors.ts';
import { changeSettings, useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

/** In which time zone a day of the budgets begins. */
export function DayPart({ ownZone }: { readonly ownZone: string }): ReactElement | null {
  const { settings } = useSettings();
  return settings === null ? null : <DayForm key={settings.timeZone} timeZone={settings.timeZone} ownZone={ownZone} />;
}

function DayForm({ timeZone, ownZone }: { readonly timeZone: string | null; readonly ownZone: string }): ReactElement {
  const { isSaving, saveFailure } = useSettings();
  const [stated, setStated] = useState(timeZone ?? '');
  const next = stated.trim() === '' ? null : stated.trim();
  const whyNot = isSaving
    ? 'It is being saved.'
    : next !== null && !Intl.supportedValuesOf('timeZone').includes(next) && next !== 'UTC'
      ? 'A time zone such as Europe/Berlin; empty takes that of the computer.'
      : next === timeZone
        ? 'Nothing has changed.'
        : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (whyNot === undefined) void changeSettings({ timeZone: next });
  }

  return (
    <section>
      <h3 className="label">Where a day begins</h3>
      <form className={s['form']} onSubmit={submit} noValidate>
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
        {saveFailure === null ? null : (
          <p className="bad" role="alert">
            {explain(saveFailure).detail} {explain(saveFailure).next}
          </p>
        )}
        <div>
          <Button type="submit" whyNot={whyNot}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}
