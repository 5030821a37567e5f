import type { ReactElement } from 'react';
import { Icon } from './Icon.tsx';

/** The box that shows whether a row is marked; what it means is said by the row itself. */
export function MarkBox({
  isMarked,
  isHalf = false,
}: {
  readonly isMarked: boolean;
  readonly isHalf?: boolean;
}): ReactElement {
  return (
    <span className={`box ${isMarked ? 'on' : ''} ${isHalf ? 'half' : ''}`} aria-hidden="true">
      {isMarked ? <Icon name="check" /> : isHalf ? <i /> : null}
    </span>
  );
}
