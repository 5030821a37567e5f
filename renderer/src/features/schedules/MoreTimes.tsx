import type { ReactElement } from 'react';
import { moreAhead } from '../../stores/schedules.ts';
import { Button } from '../../ui/Button.tsx';

/** Looks further ahead; the forecast beside it is for all that are listed. */
export function MoreTimes(props: {
  readonly shown: number;
  readonly ahead: number;
  readonly onMore: (ahead: number) => void;
}): ReactElement | null {
  const { shown, ahead, onMore } = props;
  const more = moreAhead(shown, ahead);
  if (more === null) return null;
  return (
    <p>
      <Button isSmall onPress={() => onMore(more)}>
        The next {more} times
      </Button>
    </p>
  );
}
