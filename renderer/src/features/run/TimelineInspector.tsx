import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { phaseLooks } from '../../format/status.ts';
import { duration, localTime, wholeTime } from '../../format/time.ts';
import { useRunPage } from '../../stores/run-page.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { chooseRow } from '../../stores/timeline.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Status } from '../../ui/Status.tsx';
import s from './Timeline.module.css';
import type { TimelineRow } from './timeline-model.ts';

const mostRecords = 60;

/** The facts of one row: its records, newest first, with what they said. */
export function TimelineInspector({
  row,
  detail,
}: {
  readonly row: TimelineRow;
  readonly detail: RunDetail;
}): ReactElement {
  const records = useRunPage((state) => state.records);
  const mine = useMemo(() => records.filter((record) => row.paths.has(record.path)).toReversed(), [records, row]);
  const shown = mine.slice(0, mostRecords);
  const step = detail.steps.find((candidate) => row.paths.has(candidate.path));
  return (
    <aside className={`pane ${s['inspector']}`} aria-label={row.name}>
      <div className="head">
        <h1 className="cut">{row.name}</h1>
        <span className="grow" />
        <IconButton icon="x" label="Close" onPress={() => chooseRow(null)} />
      </div>
      <div className={`scroll ${s['facts']}`} tabIndex={0} role="group" aria-label="Records">
        <dl className="facts">
          <dt>Part</dt>
          <dd>{row.group}</dd>
          <dt>Times</dt>
          <dd>{count(Math.max(1, row.paths.size))}</dd>
          <dt>Work</dt>
          <dd>{duration(row.workMs)}</dd>
          <dt>Waited</dt>
          <dd>{duration(row.waitMs)}</dd>
          {step === undefined ? null : (
            <>
              <dt>Attempt</dt>
              <dd>{step.attempt}</dd>
              <dt>Path</dt>
              <dd className="mono">{step.path}</dd>
            </>
          )}
        </dl>
        <section>
          <h2 className="label">
            Records <span>{count(mine.length)}</span>
          </h2>
          <ol className={s['attempts']}>
            {shown.map((record) => (
              <li key={record.ord}>
                <span style={{ flex: 'none', width: 96 }}>
                  <Status look={phaseLooks[record.phase]} />
                </span>
                <span className="grow" style={{ overflowWrap: 'anywhere' }}>
                  {record.error?.message ?? record.preview}
                  {record.error?.hint === undefined ? null : <span className="d"> {record.error.hint}</span>}
                </span>
                <span className="d nw" title={wholeTime(record.atMs)}>
                  {record.durationMs === null ? localTime(record.atMs) : duration(record.durationMs)}
                </span>
              </li>
            ))}
          </ol>
          {mine.length > shown.length ? (
            <p className="d small">{count(mine.length - shown.length)} older ones are in the journal.</p>
          ) : null}
        </section>
      </div>
    </aside>
  );
}
