import { useEffect, type ReactElement } from 'react';
import type { RunSummary } from '../../../../shared/domain/run.ts';
import { openQueues, useQueues } from '../../stores/queues.ts';
import { hrefOf } from '../../stores/route.ts';
import { Ago } from '../../ui/Time.tsx';
import s from './RunHeader.module.css';

/** Why a run that waits for its turn does not get one, when somebody has paused its queue. */
export function QueueLine({ run: { queue } }: { readonly run: RunSummary }): ReactElement | null {
  const pause = useQueues((state) => state.queues?.find(({ name }) => name === queue)?.pause ?? null);
  useEffect(() => openQueues(queue), [queue]);
  if (pause === null) return null;
  return (
    <div className={s['paused']}>
      <b className="b">{pause.by} paused the queue it waits in</b> <Ago at={pause.atMs} />
      {pause.reason === '' ? '' : `: ${pause.reason}`}. It starts once{' '}
      <a href={hrefOf({ page: 'queues', name: queue })}>{queue} is resumed</a>.
    </div>
  );
}
