import { useId } from 'react';
import type { ReactElement } from 'react';

/** One of a few values, with its label. */
export function SelectField<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly isDisabled?: boolean;
  readonly onChange: (value: T) => void;
  /** Value and words; without words the value is what is read. */
  readonly options: readonly (readonly [T, string?])[];
}): ReactElement {
  const { label, value, isDisabled = false, onChange, options } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map(([option, words = option]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
