import type { ReactElement } from 'react';
import { iconShapes } from './icon-shapes.tsx';
import { markShapes } from './mark-shapes.tsx';

export type IconName = keyof typeof iconShapes;

/** A line icon; always beside a word or on a labelled control. */
export function Icon({ name, className = '' }: { readonly name: IconName; readonly className?: string }): ReactElement {
  return (
    <svg className={`i ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      {iconShapes[name]}
    </svg>
  );
}

/** A state's own shape. */
export function Mark({ name }: { readonly name: keyof typeof markShapes }): ReactElement {
  return (
    <svg className="m" viewBox="0 0 12 12" aria-hidden="true">
      {markShapes[name]}
    </svg>
  );
}
