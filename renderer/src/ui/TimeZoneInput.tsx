import { useId } from 'react';
import type { ReactElement } from 'react';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Whether this computer knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  return zones.includes(name);
}

/** A time zone by its name, with those there are to choose from. */
export function TimeZoneInput(props: {
  readonly id: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { id, value, placeholder, onChange } = props;
  const listId = useId();
  return (
    <>
      <input
        id={id}
        className="input"
        list={listId}
        value={value}
        placeholder={placeholder}
        maxLength={80}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </datalist>
    </>
  );
}
