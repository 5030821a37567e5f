import { useId } from 'react';
import type { InputHTMLAttributes, ReactElement, ReactNode } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Stands under it and is read out with it. */
  readonly hint?: ReactNode;
  /** Read letter by letter: ids, addresses, paths. */
  readonly isMono?: boolean;
  readonly isTabular?: boolean;
  /** A text of several lines, of which so many are shown. */
  readonly rows?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
}

/** A text a person writes, with its label and what there is to know about it. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, hint, isMono = false, isTabular = false, rows, onChange, ...plain } = props;
  const id = useId();
  const shared = {
    ...plain,
    id,
    className: `input ${isMono ? 'mono' : ''} ${isTabular ? 'tabular' : ''}`.trimEnd(),
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
    autoComplete: 'off',
    spellCheck: !isMono,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
