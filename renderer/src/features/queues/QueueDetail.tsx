import { useState, type ReactElement } from 'react';
import { defaultQueues, type QueueSummary } from '../../../../shared/domain/queue.ts';
import type { MethodOutput } from '../../../../shared/ipc/methods.ts';
import { limitFacts } from '../../format/queue.ts';
import { count, counted } from '../../format/number.ts';
import { wholeTime } from '../../format/time.ts';
import { resumeQueue } from '../../stores/queues.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from '../schedules/Schedules.module.css';
import { LimitsSheet } from './LimitSheets.tsx';
import { PauseSheet } from './PauseSheet.tsx';
import { RemoveSheet } from './RemoveSheet.tsx';
import { WaitingRuns } from './WaitingRuns.tsx';

/** One queue: its verbs, its limits, and the runs in it in the order in which they will start. */
export function QueueDetail({ shown }: { readonly shown: MethodOutput<'queue.show'> }): ReactElement {
  const { queue, waiting, delayed } = shown;
  const [sheet, setSheet] = useState<'none' | 'limits' | 'pause' | 'remove'>('none');
  const isPaused = queue.pause !== null;
  const isOfLane = Object.values(defaultQueues).includes(queue.name);
  return (
    <>
      <div className="head">
        <h2 className="cut">{queue.name}</h2>
        <span className="grow" />
        <Button isSmall onPress={() => (isPaused ? void resumeQueue(queue) : setSheet('pause'))}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        <Button isSmall onPress={() => setSheet('limits')}>
          Limits
        </Button>
        {isOfLane ? null : (
          <Button isSmall onPress={() => setSheet('remove')}>
            Remove
          </Button>
        )}
      </div>
      <div className={`scroll ${s['detail']}`} tabIndex={0} role="group" aria-label="About this queue">
        <Facts queue={queue} />
        <WaitingRuns
          title="Waiting, in the order in which they will start"
          label="Waiting runs"
          runs={waiting}
          none={queue.running > 0 ? 'No run waits: each has its place.' : 'No run waits here.'}
        />
        {waiting.length < queue.waiting ? (
          <p className="d small">
            The first {count(waiting.length)} of {counted(queue.waiting, 'run')}. Runs of a paused agent wait without a
            place in this order.
          </p>
        ) : null}
        {delayed.length === 0 ? null : (
          <WaitingRuns title="Put off" label="Runs that were put off" runs={delayed} none="" />
        )}
      </div>
      {sheet === 'limits' ? <LimitsSheet queue={queue} onClose={() => setSheet('none')} /> : null}
      {sheet === 'remove' ? <RemoveSheet queue={queue} onClose={() => setSheet('none')} /> : null}
      {sheet === 'pause' ? <PauseSheet queue={queue} onClose={() => setSheet('none')} /> : null}
    </>
  );
}

function Facts({ queue }: { readonly queue: QueueSummary }): ReactElement {
  const { lane, running, waiting, delayed, refused, oldestSinceMs, pause, version } = queue;
  return (
    <dl className="facts" aria-label="How it stands">
      <dt>Lane</dt>
      <dd>{lane}</dd>
      {pause === null ? null : (
        <>
          <dt>Paused</dt>
          <dd>
            {pause.by}, {wholeTime(pause.atMs)}
            {pause.reason === '' ? '' : `: ${pause.reason}`}. What is at work goes on; nothing else is started.
          </dd>
        </>
      )}
      <dt>Now</dt>
      <dd className="tabular">
        {count(running)} running, {count(waiting)} waiting, {count(delayed)} put off, {count(refused)} refused
      </dd>
      <dt>Oldest waits since</dt>
      <dd>{oldestSinceMs === null ? 'none' : <Ago at={oldestSinceMs} />}</dd>
      {limitFacts(queue).map(([name, words]) => (
        <Limit key={name} name={name} words={words} />
      ))}
      <dt>Version</dt>
      <dd className="tabular">{version}</dd>
    </dl>
  );
}

function Limit({ name, words }: { readonly name: string; readonly words: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </>
  );
}
