import type { ReactElement } from 'react';
import { defaultQueues } from '../../../../shared/domain/queue.ts';
import type { Progress, RunSummary } from '../../../../shared/domain/run.ts';
import { shortHash, shortId } from '../../format/hash.ts';
import { count, counted, share } from '../../format/number.ts';
import { runLooks } from '../../format/status.ts';
import { estimate, wholeTime } from '../../format/time.ts';
import { hrefOf } from '../../stores/route.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { useLiveProgress } from '../../stores/runs.ts';
import { PrintedName } from '../../ui/PrintedName.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago, Elapsed, Left } from '../../ui/Time.tsx';
import { ReleaseHoldLine } from '../agents/ReleaseHoldLine.tsx';
import { ChildrenList } from './ChildrenList.tsx';
import { FamilyLinks } from './FamilyLinks.tsx';
import { QueueLine } from './QueueLine.tsx';
import s from './RunHeader.module.css';
import { StandsLine } from './StandsLine.tsx';
import { HeaderVerbs } from './verbs/HeaderVerbs.tsx';
import { WaitsLine } from './WaitsLine.tsx';
import { WayOnLines } from './WayOnLines.tsx';

/** Name, state, figures with their base, and every verb in its place, with its reason when it cannot be used. */
export function RunHeader({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run } = detail;
  return (
    <>
      <header className={s['header']}>
        <div className="grow">
          <div className="row small d">
            <a href={hrefOf({ page: 'runs', query: '' })}>Runs</a>
            <span>/</span>
            <span className="mono" title={run.runId}>
              {shortId(run.runId)}
            </span>
            <span>/</span>
            <span className="cut" title={run.releaseHash}>
              {run.agentTitle} <span className="mono">{shortHash(run.releaseHash)}</span>
            </span>
            {run.sample ? <span className="tag">Sample</span> : null}
            {run.sandbox ? (
              <span className="tag" title="Its actions are decided and recorded, and never sent.">
                Sandbox
              </span>
            ) : null}
          </div>
          <div className={s['titlerow']}>
            <h1 className={`cut ${s['title']}`} title={run.title}>
              {run.title}
            </h1>
            <span className={s['big']} title={runLooks[run.status].meaning}>
              <Status look={runLooks[run.status]} />
            </span>
          </div>
          <Meta run={run} />
        </div>
        <HeaderVerbs detail={detail} />
      </header>
      {run.pause?.budget === undefined ? <PausedLine detail={detail} /> : <StandsLine run={run} />}
      {detail.releaseHold === null ? null : (
        <div className={s['paused']}>
          <ReleaseHoldLine hold={detail.releaseHold} />
        </div>
      )}
      {run.status === 'queued' ? <QueueLine run={run} /> : null}
      <ProgressLine run={run} />
      <WaitsLine detail={detail} />
      <ChildrenList tree={detail.children} />
      {run.error === null ? null : (
        <div className={s[run.error.code === 'cancelled' ? 'paused' : 'error']} role="alert">
          <b className="b">{run.error.message}</b>
          <p className="q">
            {run.error.hint ?? 'Finished steps and artifacts are kept.'}{' '}
            <span className="mono d">
              {run.error.code}
              {run.error.where === undefined ? '' : ` at ${run.error.where}`}
            </span>
          </p>
          {detail.wayOn === null ? null : <WayOnLines runId={run.runId} wayOn={detail.wayOn} />}
        </div>
      )}
    </>
  );
}

/** Who holds it, and how it goes on. */
function PausedLine({ detail: { run, agentPause } }: { readonly detail: RunDetail }): ReactElement | null {
  const pause = run.pause ?? (run.finishedAtMs === null ? agentPause : null);
  if (pause === null) return null;
  return (
    <div className={s['paused']}>
      <b className="b">
        {pause.by} paused {run.pause === null ? `the agent ${run.agentTitle}` : 'this run'}
      </b>{' '}
      <Ago at={pause.atMs} />
      {pause.reason === '' ? '' : `: ${pause.reason}`}. Nothing of it goes on or is sent until{' '}
      {run.pause === null ? (
        <a href={hrefOf({ page: 'agents', agentId: run.agentId, isStarting: false })}>the agent is resumed</a>
      ) : (
        'it is resumed'
      )}
      .
    </div>
  );
}

function Meta({ run }: { readonly run: RunSummary }): ReactElement {
  return (
    <div className={s['meta']}>
      <span>
        elapsed <b>{run.startedAtMs === null ? '0:00' : <Elapsed from={run.startedAtMs} to={run.finishedAtMs} />}</b>
      </span>
      <span>
        effects{' '}
        <b>
          {count(run.effectsDone)} {isBegunAgain(run) ? '' : `of ${count(run.effects)} `}done
        </b>
        {run.pendingApprovals > 0 ? <>, {count(run.pendingApprovals)} waiting</> : null}
      </span>
      <span>
        set aside <b>{counted(run.quarantined, 'row')}</b>
      </span>
      {run.attempt > 1 ? (
        <span>
          attempt <b>{run.attempt}</b>
        </span>
      ) : null}
      {run.recoveries > 0 ? (
        <span>
          recovered <b>{counted(run.recoveries, 'time')}</b>
        </span>
      ) : null}
      <span>
        lane <b>{run.lane}</b>
      </span>
      {run.finishedAtMs === null ? <Place run={run} /> : null}
      <span>
        started by{' '}
        <b>
          <PrintedName personId={run.startedBy} />
        </b>{' '}
        <Ago at={run.createdAtMs} />
      </span>
      <FamilyLinks run={run} />
      {run.deadlineAtMs === null || run.finishedAtMs !== null ? null : (
        <span>
          deadline <b>{wholeTime(run.deadlineAtMs)}</b>, then it is cancelled and what it did is undone after a decision
        </span>
      )}
      {run.partial ? <b>partial result</b> : null}
    </div>
  );
}

/** Where it waits for its turn, whenever it does. */
function Place({ run: { lane, queue, priority, notBeforeMs } }: { readonly run: RunSummary }): ReactElement {
  return (
    <>
      {lane !== 'approval' && queue === defaultQueues[lane] ? null : (
        <span>
          queue{' '}
          <b>
            <a href={hrefOf({ page: 'queues', name: queue })}>{queue}</a>
          </b>
        </span>
      )}
      {priority === 0 ? null : (
        <span>
          priority <b>{priority}</b>
        </span>
      )}
      {notBeforeMs === null ? null : (
        <span title={wholeTime(notBeforeMs)}>
          starts in <Left until={notBeforeMs} isRough />
        </span>
      )}
    </>
  );
}

function ProgressLine({ run }: { readonly run: RunSummary }): ReactElement | null {
  const streamed = useLiveProgress((state) => state.byRun.get(run.runId)?.progress);
  if (run.finishedAtMs !== null) return null;
  const isWorking = run.status === 'running' || run.status === 'retrying';
  const progress = isWorking ? (streamed ?? run.progress) : decisionProgress(run);
  if (progress === null) return null;
  return (
    <div className={s['progress']}>
      {progress.total === null ? null : (
        <div
          className={s['track']}
          role="progressbar"
          aria-label={progress.phase}
          aria-valuemin={0}
          aria-valuemax={progress.total}
          aria-valuenow={progress.done}
        >
          <i
            className={s[runLooks[run.status].family]}
            style={{ width: `${(progress.done / Math.max(1, progress.total)) * 100}%` }}
          />
        </div>
      )}
      <div className="small q">{progressWords(progress)}</div>
    </div>
  );
}

/** Actions of an attempt before were taken back: they are no part of what is still to do. */
function isBegunAgain({ attempt }: RunSummary): boolean {
  return attempt > 1;
}

/** Between its work a run is as far as its actions are. */
function decisionProgress(run: RunSummary): Progress | null {
  if (run.effects === 0 || isBegunAgain(run)) return null;
  return { phase: 'actions', done: run.effectsDone, total: run.effects, unit: 'done', etaMs: null };
}

function progressWords(progress: Progress): string {
  const { phase, done, total, unit, etaMs } = progress;
  const counts =
    total === null ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}, ${share(done, total)}`;
  const left = etaMs === null ? '' : `, ${estimate(etaMs)} left`;
  return `${phase}: ${counts}${left}`;
}
