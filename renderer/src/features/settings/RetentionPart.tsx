import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { fewestKeepDays } from '../../../../shared/domain/retention.ts';
import { explain } from '../../format/errors.ts';
import { changeSettings, useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

/** How long the contents of ended runs are kept; for ever unless somebody says otherwise. */
export function RetentionPart(): ReactElement | null {
  const { settings } = useSettings();
  return settings === null ? null : <RetentionForm key={settings.keepRunsDays} days={settings.keepRunsDays} />;
}

function RetentionForm({ days }: { readonly days: number | null }): ReactElement {
  const { isSaving, saveFailure } = useSettings();
  const [stated, setStated] = useState(days === null ? '' : String(days));
  const next = stated.trim() === '' ? null : Number(stated);
  const isSound = next === null || (Number.isInteger(next) && next >= fewestKeepDays && next <= 36_500);
  const whyNot = isSaving
    ? 'It is being saved.'
    : !isSound
      ? `A whole number of days, from ${fewestKeepDays} (six months) to 36500; empty keeps them for ever.`
      : next === days
        ? 'Nothing has changed.'
        : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (whyNot === undefined) void changeSettings({ keepRunsDays: next });
  }

  return (
    <section>
      <h3 className="label">Ended runs</h3>
      <p className={s['lede']}>
        When the days are over, a run’s journal, input, output, search text and kept files are removed, in small steps
        between other work. Its facts, its actions with who decided them, and every audit event stay. A run on legal
        hold, or with an action whose outcome is unknown, is not touched.
      </p>
      <form className={s['form']} onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor="keep-runs-days">Days to keep the contents of ended runs</label>
          <input
            id="keep-runs-days"
            className="input"
            inputMode="numeric"
            placeholder="For ever"
            value={stated}
            onChange={(event) => setStated(event.target.value)}
          />
          <span className="hint">Empty: for ever. At least {fewestKeepDays}, six months.</span>
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
