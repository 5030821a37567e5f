import { useRef } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';

export interface TabOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: string;
}

/** Tabs with one stop for the keyboard; arrows move and choose. */
export function Tabs<Id extends string>(props: {
  readonly label: string;
  readonly options: readonly TabOption<Id>[];
  readonly chosen: Id;
  readonly panelId: string;
  readonly onChoose: (id: Id) => void;
  readonly children?: ReactElement | null;
}): ReactElement {
  const { label, options, chosen, panelId, onChoose, children } = props;
  const bar = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const at = options.findIndex((option) => option.id === chosen);
    const next = nextIndex(event.key, at, options.length);
    const target = next === null ? undefined : options[next];
    if (target === undefined) return;
    event.preventDefault();
    onChoose(target.id);
    bar.current?.querySelector<HTMLElement>(`[data-tab="${target.id}"]`)?.focus();
  }

  return (
    <div className="tabs">
      <div role="tablist" aria-label={label} ref={bar} onKeyDown={move} className="tablist">
        {options.map((option) => (
          <button
            key={option.id}
            type="button"
            role="tab"
            id={`${panelId}-${option.id}`}
            data-tab={option.id}
            aria-selected={option.id === chosen}
            aria-controls={panelId}
            tabIndex={option.id === chosen ? 0 : -1}
            onClick={() => onChoose(option.id)}
          >
            {option.label}
            {option.count === undefined ? null : <span>{option.count}</span>}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}

function nextIndex(key: string, at: number, length: number): number | null {
  if (key === 'ArrowRight') return (at + 1) % length;
  if (key === 'ArrowLeft') return (at + length - 1) % length;
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  return null;
}
