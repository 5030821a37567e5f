import type { FormEvent, ReactElement, ReactNode } from 'react';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { explain } from '../../format/errors.ts';
import { changeSettings, useSettings, useWhyNotSet } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

interface SaveFormProps {
  /** What is saved. */
  readonly change: Partial<Settings>;
  /** Why it cannot be, in words; undefined where it can. */
  readonly problem: string | undefined;
  readonly isSame: boolean;
  readonly children: ReactNode;
}

/** A setting of its own with its Save; what went wrong in saving stands above it. */
export function SaveForm({ change, problem, isSame, children }: SaveFormProps): ReactElement {
  const { isSaving, saveFailure } = useSettings();
  const notMine = useWhyNotSet(Object.keys(change) as (keyof Settings)[]);
  const whyNot = isSaving
    ? 'It is being saved.'
    : (notMine ?? problem ?? (isSame ? 'Nothing has changed.' : undefined));

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (whyNot === undefined) void changeSettings(change);
  }

  return (
    <form className={s['form']} onSubmit={submit} noValidate>
      {notMine === undefined ? null : <p className="q">{notMine}</p>}
      {children}
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
  );
}
