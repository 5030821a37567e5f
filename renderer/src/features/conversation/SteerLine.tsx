import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { usePrintedName } from '../../stores/person.ts';
import { Shown } from '../../ui/Shown.tsx';
import s from './Turn.module.css';

/** What was said to a turn at work, and whether it was heard. */
export function SteerLine({ steer }: { readonly steer: Turn['steers'][number] }): ReactElement {
  const name = usePrintedName(steer.personId);
  return (
    <p className={s['quote']}>
      <Shown text={steer.text} />{' '}
      <span className="d small">
        {name},{' '}
        {steer.isTaken
          ? 'taken along'
          : steer.becameId === null
            ? 'heard before the next model call'
            : 'it ended first: this became the next turn'}
      </span>
    </p>
  );
}
