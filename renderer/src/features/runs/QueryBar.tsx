import { useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { parseRunQuery, queryParts } from '../../../../shared/domain/run-query.ts';
import { go, goQuietly } from '../../stores/route.ts';
import { Icon } from '../../ui/Icon.tsx';
import s from './Runs.module.css';

const quick: readonly (readonly [string, string])[] = [
  ['Running', 'status:running'],
  ['Waits for a person', 'status:waiting-approval'],
  ['Needs attention', 'status:needs-attention'],
  ['Failed', 'status:failed'],
];

/** Filters as chips with a text form: `agent:ticket-review status:failed words`. */
export function QueryBar({ query, children }: { readonly query: string; readonly children: ReactNode }): ReactElement {
  const [typed, setTyped] = useState('');
  const parts = queryParts(query);
  const { unknown } = parseRunQuery(query);

  function set(next: readonly string[]): void {
    goQuietly({ page: 'runs', query: next.join(' ') });
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter' && typed.trim() !== '') {
      set([...parts, ...queryParts(typed)]);
      setTyped('');
    } else if (event.key === 'Backspace' && typed === '' && parts.length > 0) set(parts.slice(0, -1));
  }

  return (
    <div className={s['bar']}>
      <div className={s['query']}>
        <Icon name="filter" />
        {parts.map((part, index) => (
          <span
            className={`${s['token']} ${unknown.includes(part) ? s['odd'] : ''}`}
            key={`${part}-${index}`}
            title={unknown.includes(part) ? 'Not understood: agent: and status: are known' : undefined}
          >
            {part}
            <button
              type="button"
              aria-label={`Remove ${part}`}
              onClick={() => set(parts.filter((_, at) => at !== index))}
            >
              <Icon name="x" />
            </button>
          </span>
        ))}
        <input
          aria-label="Filter runs, for example agent:ticket-review status:failed"
          placeholder={parts.length === 0 ? 'agent:… status:… or words of the title' : ''}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={s['quick']} role="group" aria-label="Often used filters">
        {quick.map(([word, part]) => {
          const isOn = parts.includes(part);
          return (
            <button
              key={part}
              type="button"
              aria-pressed={isOn}
              onClick={() => go({ page: 'runs', query: isOn ? '' : part })}
            >
              {word}
            </button>
          );
        })}
      </div>
      <span className="grow" />
      {children}
    </div>
  );
}
