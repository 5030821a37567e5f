import { useEffect, useState, type ReactElement } from 'react';
import type { QueueSummary } from '../../../../shared/domain/queue.ts';
import { count } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { openQueues, useQueues } from '../../stores/queues.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import pick from '../../ui/Pick.module.css';
import { RunsNav } from '../runs/RunsNav.tsx';
import s from '../schedules/Schedules.module.css';
import { NewQueueSheet } from './LimitSheets.tsx';
import { QueueDetail } from './QueueDetail.tsx';

/** The queues in which runs wait, and what waits in one of them. */
export function QueuesPage({ name }: { readonly name: string | null }): ReactElement {
  const { queues, open, failure } = useQueues();
  const [isMaking, setMaking] = useState(false);
  useEffect(() => openQueues(name), [name]);
  const shown = name ?? queues?.[0]?.name;
  return (
    <>
      <div className="head">
        <h1>Queues</h1>
        <RunsNav />
        <span className="d">{queues === null ? '' : count(queues.length)}</span>
        <span className="grow" />
        <Button isSmall icon="plus" onPress={() => setMaking(true)}>
          New queue
        </Button>
      </div>
      {failure !== null ? (
        <Failure error={failure} />
      ) : queues === null ? (
        <Empty kind="loading" title="Reading queues" />
      ) : (
        <div className={`panes ${s['panes']}`}>
          <nav className={`pane scroll ${s['list']}`} aria-label="Queues of this workspace">
            {queues.map((queue) => (
              <Item key={queue.name} queue={queue} isOpen={queue.name === shown} />
            ))}
          </nav>
          <section className="pane grow" aria-label={shown ?? 'Queue'}>
            {open?.queue.name === shown && open !== null ? (
              <QueueDetail key={shown} shown={open} />
            ) : queues.some((queue) => queue.name === shown) ? (
              <Empty kind="loading" title="Reading the queue" />
            ) : (
              <Empty kind="nothing-yet" icon="runs" title="There is no queue of this name">
                Choose one of the list, or make it.
              </Empty>
            )}
          </section>
        </div>
      )}
      {isMaking ? <NewQueueSheet onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function Item({ queue, isOpen }: { readonly queue: QueueSummary; readonly isOpen: boolean }): ReactElement {
  const { name, lane, running, waiting, delayed, pause } = queue;
  return (
    <a
      className={`${pick['item']} ${s['item']}`}
      href={hrefOf({ page: 'queues', name })}
      aria-current={isOpen ? 'page' : undefined}
    >
      <span className="b cut">{name}</span>
      <span className="d small">{pause === null ? `${count(running)} running` : 'paused'}</span>
      <span className="d small cut">{lane} lane</span>
      <span className="d small">
        {count(waiting)} waiting{delayed === 0 ? '' : `, ${count(delayed)} put off`}
      </span>
    </a>
  );
}
