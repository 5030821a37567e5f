import { useState } from 'react';
import type { ReactElement } from 'react';
import { fewestKeepDays } from '../../../../shared/domain/retention.ts';
import { useSettings } from '../../stores/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { SaveForm } from './SaveForm.tsx';
import s from './Settings.module.css';

/** How long the contents of ended runs are kept; for ever unless somebody says otherwise. */
export function RetentionPart(): ReactElement | null {
  const { settings } = useSettings();
  return settings === null ? null : <RetentionForm key={settings.keepRunsDays} days={settings.keepRunsDays} />;
}

function RetentionForm({ days }: { readonly days: number | null }): ReactElement {
  const [stated, setStated] = useState(days === null ? '' : String(days));
  const next = stated.trim() === '' ? null : Number(stated);
  const isSound = next === null || (Number.isInteger(next) && next >= fewestKeepDays && next <= 36_500);
  const problem = isSound
    ? undefined
    : `A whole number of days, from ${fewestKeepDays} (six months) to 36500; empty keeps them for ever.`;

  return (
    <section>
      <h3 className="label">Ended runs</h3>
      <p className={s['lede']}>
        When the days are over, a run’s journal, input, output, search text and kept files are removed, in small steps
        between other work. Its facts, its actions with who decided them, and every audit event stay. A run on legal
        hold, or with an action whose outcome is unknown, is not touched.
      </p>
      <SaveForm change={{ keepRunsDays: next }} problem={problem} isSame={next === days}>
        <TextField
          label="Days to keep the contents of ended runs"
          inputMode="numeric"
          placeholder="For ever"
          value={stated}
          hint={<>Empty: for ever. At least {fewestKeepDays}, six months.</>}
          onChange={setStated}
        />
      </SaveForm>
    </section>
  );
}
