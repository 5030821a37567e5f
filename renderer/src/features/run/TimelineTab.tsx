import { useEffect, useMemo } from 'react';
import type { ReactElement } from 'react';
import { finalRunStatuses, type RunStatus } from '../../../../shared/domain/run.ts';
import { useClock } from '../../clock.ts';
import { clockSpan } from '../../format/time.ts';
import { useRunPage } from '../../stores/run-page.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { useLiveProgress } from '../../stores/runs.ts';
import { chooseRow, fitTimeline, setTimelineExtent, useTimeline } from '../../stores/timeline.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import s from './Timeline.module.css';
import { TimelineCanvas } from './TimelineCanvas.tsx';
import { TimelineInspector } from './TimelineInspector.tsx';
import { timelineOf } from './timeline-model.ts';
import type { Timeline } from './timeline-model.ts';
import { ticksOf } from './timeline-paint.ts';
import { TimelineTable } from './TimelineTable.tsx';

const noSteps: readonly string[] = [];
/** In these no step is at work; what one was in the middle of is done again. */
const outOfHosts: ReadonlySet<RunStatus> = new Set(['queued', 'paused']);

/** One run over time: bars for work, dashes for waiting, hatching for people; and the same as a table. */
export function TimelineTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run } = detail;
  const records = useRunPage((state) => state.records);
  const isEnded = finalRunStatuses.has(run.status);
  const nowMs = useClock((state) => (isEnded ? 0 : state.nowMs));
  const streamed = useLiveProgress((state) => state.byRun.get(run.runId)?.runningSteps);
  const stepNames = detail.steps.filter((step) => step.status === 'running').map((step) => step.name);
  const running = isEnded || outOfHosts.has(run.status) ? noSteps : (streamed ?? stepNames);
  const runningKey = [...new Set(running)].join('\n');
  const timeline = useMemo(
    () => timelineOf(run, records, runningKey === '' ? noSteps : runningKey.split('\n'), nowMs),
    [run, records, runningKey, nowMs],
  );
  const rowKey = useTimeline((state) => state.rowKey);
  const chosen = timeline.rows.find((row) => row.key === rowKey);

  useEffect(() => {
    setTimelineExtent(
      timeline.fromMs,
      timeline.toMs,
      timeline.rows.map((row) => row.key),
    );
  }, [timeline]);
  useEffect(() => {
    fitTimeline();
    chooseRow(null);
    // Another run begins whole, with no row chosen.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [run.runId]);

  if (timeline.rows.length === 0)
    return (
      <Empty
        kind={isEnded ? 'nothing-yet' : 'loading'}
        title={isEnded ? 'No step was recorded' : 'No step has finished yet'}
      >
        Each step appears here when its checkpoint is written.
      </Empty>
    );
  return (
    <div className="panes">
      <section className="pane grow" aria-label="Timeline">
        <div className={`scroll ${s['scroll']}`}>
          <div
            className={s['box']}
            tabIndex={0}
            role="group"
            aria-label="Timeline. W and S zoom, A and D pan, F fits, comma and full stop choose rows; the table below has the same content."
            data-keys="timeline"
          >
            <TimelineCanvas timeline={timeline} isLive={!isEnded} />
          </div>
          <Legend timeline={timeline} isLive={!isEnded} />
          <TimelineTable rows={timeline.rows} fromMs={timeline.fromMs} />
        </div>
      </section>
      {chosen === undefined ? null : <TimelineInspector row={chosen} detail={detail} />}
    </div>
  );
}

function Legend({ timeline, isLive }: { readonly timeline: Timeline; readonly isLive: boolean }): ReactElement {
  const view = useTimeline((state) => state.view);
  return (
    <div className={`small d ${s['legend']}`}>
      <span>
        <i className={s['work']} />
        work
      </span>
      <span>
        <i className={s['waiting']} />
        waiting
      </span>
      <span>
        <i className={s['person']} />
        waiting for a person
      </span>
      <span>
        <i className={s['attempt']}>2</i>
        attempt
      </span>
      <span className="grow" />
      {view === null ? (
        <span className="row">
          <Icon name={isLive ? 'arrow' : 'check'} className="tiny" />
          {isLive ? 'Following the end' : `Whole run, ${clockSpan(timeline.toMs - timeline.fromMs)}`}
        </span>
      ) : (
        <button type="button" className="link" onClick={fitTimeline}>
          {clockSpan(view.toMs - view.fromMs)} in view. Fit
        </button>
      )}
    </div>
  );
}

/** Offsets from the start, drawn over the rows. */
export function Axis({
  fromMs,
  toMs,
  startMs,
  widthPx,
}: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startMs: number;
  readonly widthPx: number;
}): ReactElement {
  const span = toMs - fromMs;
  return (
    <div className={s['axis']} aria-hidden="true">
      {ticksOf({ fromMs, toMs }, widthPx, startMs).map((at) => {
        const share = (at - fromMs) / Math.max(1, span);
        return share > 0.97 ? null : (
          <span key={at} style={{ left: `${share * 100}%` }}>
            {offsetWord(at - startMs, span)}
          </span>
        );
      })}
    </div>
  );
}

function offsetWord(offsetMs: number, spanMs: number): string {
  if (spanMs < 10_000) return `${(offsetMs / 1000).toFixed(spanMs < 1_000 ? 3 : 1)} s`;
  return clockSpan(offsetMs);
}
