import { memo } from 'react';
import type { ReactElement } from 'react';
import { count, share } from '../../format/number.ts';
import { runLooks } from '../../format/status.ts';
import { useMarkedRuns } from '../../stores/marked-runs.ts';
import { go, hrefOf } from '../../stores/route.ts';
import { focusRun, useLiveProgress, useRuns } from '../../stores/runs.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { PrintedName } from '../../ui/PrintedName.tsx';
import { MarkBox } from '../../ui/MarkBox.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago, Elapsed } from '../../ui/Time.tsx';
import { markOne, markUpTo } from './marks.ts';
import s from './Runs.module.css';

interface RunRowProps {
  readonly runId: string;
  readonly isFocused: boolean;
  readonly index: number;
}

const cells = 8;

/** One run of the table. */
export const RunRow = memo(function RunRow({ runId, isFocused, index }: RunRowProps): ReactElement | null {
  const run = useRuns((state) => state.byId.get(runId));
  const streamed = useLiveProgress((state) => state.byRun.get(runId)?.progress);
  const isMarked = useMarkedRuns((state) => state.marked.has(runId));
  const isSampleWorkspace = useWorkspace((state) => state.status?.sample === true);
  if (run === undefined) return null;
  const isWorking = run.status === 'running' || run.status === 'retrying';
  const progress = isWorking ? (streamed ?? run.progress) : null;
  const look = runLooks[run.status];
  return (
    <div
      id={`run-${runId}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isMarked}
      className={`${s['row']} ${s['item']} ${isMarked ? s['marked'] : ''} ${isFocused ? s['focused'] : ''}`}
      onClick={(event) => {
        focusRun(runId);
        if (event.shiftKey) markUpTo(runId);
        else go({ page: 'run', runId, tab: null });
      }}
      onMouseDown={(event) => {
        // Shift extends the marks here, not a selection of text.
        if (event.shiftKey) event.preventDefault();
      }}
    >
      <span
        role="gridcell"
        className={s['mark']}
        aria-label={isMarked ? 'marked' : undefined}
        onClick={(event) => {
          event.stopPropagation();
          focusRun(runId);
          if (event.shiftKey) markUpTo(runId);
          else markOne(runId);
        }}
      >
        <MarkBox isMarked={isMarked} />
      </span>
      <span role="gridcell" className={`cut ${s['work']}`} title={run.title}>
        <a href={hrefOf({ page: 'run', runId, tab: null })} tabIndex={-1} draggable={false}>
          {run.title}
        </a>
        {run.sandbox ? <span className="tag">Sandbox</span> : null}
        {run.sample && !isSampleWorkspace ? <span className="d"> sample</span> : null}
      </span>
      <span role="gridcell" title={look.meaning}>
        <Status look={look} />
      </span>
      <span role="gridcell" className="cut q">
        {run.agentTitle}
      </span>
      <span role="gridcell" className={s['progress']}>
        {progress === null ? (
          <span className="d">{run.error === null ? '' : <span title={run.error.message}>{run.error.code}</span>}</span>
        ) : (
          <>
            {progress.total === null ? null : <Steps done={progress.done} total={progress.total} />}
            <span className="cut q" title={`${progress.phase}: ${count(progress.done)} ${progress.unit}`}>
              {progress.total === null
                ? `${count(progress.done)} ${progress.unit}`
                : `${share(progress.done, progress.total)} of ${count(progress.total)}`}
            </span>
          </>
        )}
      </span>
      <span role="gridcell" className={run.pendingApprovals > 0 ? 'wait' : 'q'}>
        {run.effects === 0 ? <span className="d">0</span> : `${count(run.effectsDone)} of ${count(run.effects)}`}
      </span>
      <span role="gridcell">
        {run.startedAtMs === null ? (
          <span className="d">0:00</span>
        ) : (
          <Elapsed from={run.startedAtMs} to={run.finishedAtMs} />
        )}
      </span>
      <span role="gridcell" className="d">
        <Ago at={run.createdAtMs} />
      </span>
      <span role="gridcell" className="cut d">
        <PrintedName personId={run.startedBy} />
      </span>
    </div>
  );
});

function Steps({ done, total }: { readonly done: number; readonly total: number }): ReactElement {
  const full = total === 0 ? 0 : Math.floor((done / total) * cells);
  return (
    <span className="steps" aria-hidden="true">
      {Array.from({ length: cells }, (_, at) => (
        <i key={at} className={at < full ? 'f' : ''} />
      ))}
    </span>
  );
}
