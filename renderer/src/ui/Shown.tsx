import type { ReactElement } from 'react';
import { visibleParts } from '../../../shared/visible-text.ts';
import s from './Shown.module.css';

/**
 * Text from outside, inert: every character that hides or turns the line around stands there by its code point, and the
 * text reaches no further than its own place.
 */
export function Shown({ text }: { readonly text: string }): ReactElement {
  const parts = visibleParts(text);
  if (parts.length === 1 && typeof parts[0] === 'string') return <bdi>{parts[0]}</bdi>;
  return (
    <bdi>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never move
          <span key={index} className={s['code']} title={part.name}>
            {part.code}
          </span>
        ),
      )}
    </bdi>
  );
}
