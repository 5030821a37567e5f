import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { amountWords, writtenAmount } from '../../../../shared/domain/amounts.ts';
import { forecastWords } from '../../../../shared/domain/forecast.ts';
import type { ScheduleSummary } from '../../../../shared/domain/schedule.ts';
import { atLimitWords } from '../../format/budget.ts';
import { counted } from '../../format/number.ts';
import { catchUpWords, overlapWords, triggerWords } from '../../format/schedule.ts';
import { duration, wholeTime } from '../../format/time.ts';
import { hrefOf } from '../../stores/route.ts';
import {
  fireSchedule,
  lookAhead,
  readSchedule,
  removeSchedule,
  settleSchedule,
  useOpenSchedule,
} from '../../stores/schedules.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';
import { BackfillSheet } from './BackfillSheet.tsx';
import { EditSheet } from './EditSheet.tsx';
import { Firings } from './Firings.tsx';
import { MoreTimes } from './MoreTimes.tsx';
import { RemoveSheet } from './RemoveSheet.tsx';
import s from './Schedules.module.css';

type Sheet = 'none' | 'edit' | 'backfill' | 'remove';

/** One schedule: its verbs, what it will do next, and what it has done. */
export function ScheduleDetail({ schedule }: { readonly schedule: ScheduleSummary }): ReactElement {
  const { name, trigger, paused, pauseNote, problem } = schedule;
  const [sheet, setSheet] = useState<Sheet>('none');
  const isByClock = trigger.kind === 'cron';
  // Read again whenever the list says that anything of it has moved.
  useEffect(() => void readSchedule(schedule), [schedule]);
  return (
    <>
      <div className="head">
        <h2 className="cut">{name}</h2>
        <span className="grow" />
        <Button
          isSmall
          kind="primary"
          whyNot={trigger.kind === 'folder' ? 'It runs on files: put one into its folder.' : undefined}
          onPress={() => void fireSchedule(schedule)}
        >
          Run now
        </Button>
        <Button isSmall onPress={() => void settleSchedule(paused ? 'resume' : 'pause', schedule)}>
          {paused ? 'Resume' : 'Pause'}
        </Button>
        <Button isSmall onPress={() => setSheet('edit')}>
          Edit
        </Button>
        <Button
          isSmall
          whyNot={isByClock ? undefined : 'It does not fire by the clock: there is no past to fill.'}
          onPress={() => setSheet('backfill')}
        >
          Backfill
        </Button>
        <Button isSmall kind="quiet" icon="x" onPress={() => setSheet('remove')}>
          Remove
        </Button>
      </div>
      <div className={`scroll ${s['detail']}`} tabIndex={0} role="group" aria-label="About this schedule">
        {problem === '' ? null : (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
        {pauseNote === '' ? null : <p>{pauseNote}</p>}
        <Facts schedule={schedule} />
        {isByClock ? <Next schedule={schedule} /> : null}
        <Firings />
      </div>
      {sheet === 'edit' ? <EditSheet schedule={schedule} onClose={() => setSheet('none')} /> : null}
      {sheet === 'backfill' ? <BackfillSheet schedule={schedule} onClose={() => setSheet('none')} /> : null}
      {sheet === 'remove' ? (
        <RemoveSheet
          name={name}
          waiting={schedule.waiting}
          onClose={() => setSheet('none')}
          onRemove={() => removeSchedule(schedule)}
        />
      ) : null}
    </>
  );
}

function Facts({ schedule }: { readonly schedule: ScheduleSummary }): ReactElement {
  const { trigger, agentId, agentTitle, overlap, catchUp, file, createdBy, createdAtMs, fired, waiting } = schedule;
  const { queue, priority, budgets, deadlineInMs } = schedule.terms;
  return (
    <dl className="facts">
      <dt>Agent</dt>
      <dd>
        <a href={hrefOf({ page: 'agents', agentId, isStarting: false })}>{agentTitle}</a>
      </dd>
      <dt>Fires on</dt>
      <dd>
        {triggerWords(trigger)} {trigger.kind === 'cron' ? <span className="d mono">{trigger.cron}</span> : null}
        {trigger.kind === 'cron' && trigger.jitterMs > 0 ? `, up to ${duration(trigger.jitterMs)} later` : null}
        {trigger.kind === 'inbound' ? (
          <span className="d mono"> lanekeeper schedules send {schedule.scheduleId} --key KEY</span>
        ) : null}
      </dd>
      {file === null ? null : (
        <>
          <dt>Reads</dt>
          <dd>{file.name}</dd>
        </>
      )}
      {queue === null && priority === 0 ? null : (
        <>
          <dt>Queue</dt>
          <dd>
            {queue === null ? 'its agent’s' : <a href={hrefOf({ page: 'queues', name: queue })}>{queue}</a>}
            {priority === 0 ? '' : `, priority ${priority}`}
          </dd>
        </>
      )}
      {budgets.length === 0 ? null : (
        <>
          <dt>Each may use</dt>
          <dd>
            {budgets
              .map(({ measure, limit, atLimit }) => `${amountWords(measure, limit)} (${atLimitWords[atLimit]} there)`)
              .join(', ')}
          </dd>
        </>
      )}
      {deadlineInMs === null ? null : (
        <>
          <dt>Deadline</dt>
          <dd>
            {writtenAmount('wall', deadlineInMs)} after the start of each: it is cancelled then, and what it did is
            undone after a decision
          </dd>
        </>
      )}
      <dt>While one runs</dt>
      <dd>{overlapWords[overlap]}</dd>
      <dt>What was missed</dt>
      <dd>
        {catchUpWords[catchUp.rule]}
        {catchUp.maxAgeMs === null ? '' : `, at most ${duration(catchUp.maxAgeMs)} late`}
      </dd>
      <dt>Made</dt>
      <dd>
        by {createdBy}, <Ago at={createdAtMs} />
      </dd>
      <dt>Runs</dt>
      <dd>
        {counted(fired, 'run')}
        {waiting > 0 ? `, ${waiting} more waiting` : ''}
      </dd>
    </dl>
  );
}

function Next({ schedule }: { readonly schedule: ScheduleSummary }): ReactElement | null {
  const preview = useOpenSchedule((state) => state.preview);
  const ahead = useOpenSchedule((state) => state.ahead);
  if (preview === null) return null;
  return (
    <section>
      <h3 className="label">{schedule.paused ? 'Next, once it is resumed' : 'Next'}</h3>
      <ol className={s['times']}>
        {preview.firings.map(({ nominalAtMs, dueAtMs }) => (
          <li key={nominalAtMs} title={wholeTime(dueAtMs ?? nominalAtMs)}>
            <time dateTime={new Date(nominalAtMs).toISOString()}>{wholeTime(dueAtMs ?? nominalAtMs)}</time>
          </li>
        ))}
      </ol>
      <MoreTimes shown={preview.firings.length} ahead={ahead} onMore={(more) => lookAhead(schedule, more)} />
      <p className="q">{forecastWords(preview.forecast)}</p>
    </section>
  );
}
