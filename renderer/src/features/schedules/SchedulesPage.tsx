import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { ScheduleSummary } from '../../../../shared/domain/schedule.ts';
import { count } from '../../format/number.ts';
import { scheduleState, triggerWords } from '../../format/schedule.ts';
import { go, hrefOf } from '../../stores/route.ts';
import { openSchedules, useSchedules } from '../../stores/schedules.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import pick from '../../ui/Pick.module.css';
import { Left } from '../../ui/Time.tsx';
import { RunsNav } from '../runs/RunsNav.tsx';
import { ScheduleDetail } from './ScheduleDetail.tsx';
import s from './Schedules.module.css';

/** What starts runs by itself: by the clock, for files, for rows sent. */
export function SchedulesPage({ scheduleId }: { readonly scheduleId: string | null }): ReactElement {
  const { schedules, isLoading, failure } = useSchedules();
  useEffect(() => openSchedules(), []);
  const open =
    schedules.find((one) => one.scheduleId === scheduleId) ?? (scheduleId === null ? schedules[0] : undefined);
  return (
    <>
      <div className="head">
        <h1>Schedules</h1>
        {schedules.length === 0 ? null : <span className="d">{count(schedules.length)}</span>}
        <RunsNav />
        <span className="grow" />
        <Button isSmall icon="plus" onPress={() => go({ page: 'agents', agentId: null, isStarting: false })}>
          Schedule an agent
        </Button>
      </div>
      {failure !== null ? (
        <Failure error={failure} />
      ) : schedules.length === 0 ? (
        <NoSchedules isLoading={isLoading} />
      ) : (
        <div className={`panes ${s['panes']}`}>
          <nav className={`pane scroll ${s['list']}`} aria-label="Schedules of this workspace">
            {schedules.map((one) => (
              <Item key={one.scheduleId} schedule={one} isOpen={one === open} />
            ))}
          </nav>
          <section className="pane grow" aria-label={open?.name ?? 'Schedule'}>
            {open === undefined ? (
              <Empty kind="nothing-yet" icon="clock" title="This schedule is not here">
                It was removed, or belongs to another workspace. Its runs are still among the runs.
              </Empty>
            ) : (
              <ScheduleDetail key={open.scheduleId} schedule={open} />
            )}
          </section>
        </div>
      )}
    </>
  );
}

function Item({ schedule, isOpen }: { readonly schedule: ScheduleSummary; readonly isOpen: boolean }): ReactElement {
  const { scheduleId, name, trigger, agentTitle, nextAtMs, paused, problem } = schedule;
  return (
    <a
      className={`${pick['item']} ${s['item']}`}
      href={hrefOf({ page: 'schedules', scheduleId })}
      aria-current={isOpen ? 'page' : undefined}
    >
      <span className="b cut">{name}</span>
      <span className="d small">
        {scheduleState(schedule)}
        {nextAtMs === null || paused || problem !== '' ? null : (
          <>
            {' '}
            in <Left until={nextAtMs} isRough />
          </>
        )}
      </span>
      <span className="d small cut">{triggerWords(trigger)}</span>
      <span className="d small">{agentTitle}</span>
    </a>
  );
}

function NoSchedules({ isLoading }: { readonly isLoading: boolean }): ReactElement {
  if (isLoading) return <Empty kind="loading" title="Reading schedules" />;
  return (
    <Empty
      kind="nothing-yet"
      icon="clock"
      title="Nothing starts by itself yet"
      action={<Button onPress={() => go({ page: 'agents', agentId: null, isStarting: false })}>Choose an agent</Button>}
    >
      In an agent’s start form, choose “By the clock” instead of “Now”.
    </Empty>
  );
}
