import type { ReactElement } from 'react';
import type { TurnWork } from '../../../../shared/domain/conversation.ts';
import { finalRunStatuses } from '../../../../shared/domain/run.ts';
import { count, counted } from '../../format/number.ts';
import { runLooks } from '../../format/status.ts';
import { estimate } from '../../format/time.ts';
import { hrefOf } from '../../stores/route.ts';
import { useLiveProgress } from '../../stores/runs.ts';
import { Status } from '../../ui/Status.tsx';
import s from './Turn.module.css';

/** Work that goes on in the background for this conversation, and its result when there is one. */
export function WorkCard({ work }: { readonly work: TurnWork }): ReactElement {
  const live = useLiveProgress(({ byRun }) => byRun.get(work.runId)?.progress);
  const isOver = finalRunStatuses.has(work.status);
  const progress = isOver ? null : (live ?? work.progress);
  return (
    <section className={s['promo']} aria-label={work.title}>
      <div className="row">
        <b className="b cut">{work.title}</b>
        <span className="d small grow cut">{work.agentTitle}, in the background</span>
        <a className="small" href={hrefOf({ page: 'run', runId: work.runId, tab: null })}>
          its run
        </a>
      </div>
      {progress === null || progress.total === null ? null : (
        <div
          className={s['bar']}
          role="progressbar"
          aria-label={progress.phase}
          aria-valuenow={progress.done}
          aria-valuemin={0}
          aria-valuemax={progress.total}
        >
          <i style={{ width: `${(100 * progress.done) / Math.max(1, progress.total)}%` }} />
        </div>
      )}
      <div className="row">
        <Status look={runLooks[work.status]} />
        <span className="d small grow">
          {progress === null
            ? isOver
              ? 'Its result is kept.'
              : runLooks[work.status].meaning
            : `${progress.phase}, ${count(progress.done)}${progress.total === null ? '' : ` of ${count(progress.total)}`} ${progress.unit}${progress.etaMs === null ? '' : `, ${estimate(progress.etaMs)}`}`}
        </span>
        {work.pendingApprovals === 0 ? null : (
          <a className="small" href={hrefOf({ page: 'run', runId: work.runId, tab: 'effects' })}>
            {counted(work.pendingApprovals, 'action waits', 'actions wait')} for a decision
          </a>
        )}
        {work.reportArtifactId === null ? null : (
          <a className="small" href={hrefOf({ page: 'run', runId: work.runId, tab: 'report' })}>
            Read its report
          </a>
        )}
      </div>
    </section>
  );
}
