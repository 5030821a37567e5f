import type { ReactElement } from 'react';
import type { AtMs } from '../../../../shared/ids.ts';
import { count } from '../../format/number.ts';
import type { MarkName } from '../../format/status.ts';
import { clockSpan, duration } from '../../format/time.ts';
import { chooseRow, useTimeline } from '../../stores/timeline.ts';
import { Status } from '../../ui/Status.tsx';
import { rowState } from './timeline-model.ts';
import type { TimelineRow } from './timeline-model.ts';

const marks = {
  active: 'running',
  wait: 'waiting-approval',
  fail: 'failed',
  ok: 'succeeded',
  unknown: 'unknown',
  idle: 'queued',
} as const satisfies Record<string, MarkName>;

/** The timeline as a table, for the keyboard and for readers of the screen. */
export function TimelineTable({
  rows,
  fromMs,
}: {
  readonly rows: readonly TimelineRow[];
  readonly fromMs: AtMs;
}): ReactElement {
  const rowKey = useTimeline((state) => state.rowKey);
  return (
    <table className="table" aria-label="The timeline as a table">
      <thead>
        <tr>
          <th>What</th>
          <th>Part</th>
          <th className="r">Times</th>
          <th className="r">Began at</th>
          <th className="r">Work</th>
          <th className="r">Waited</th>
          <th>State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const state = rowState(row);
          const first = row.bars.reduce((least, bar) => Math.min(least, bar.fromMs), Number.POSITIVE_INFINITY);
          return (
            <tr key={row.key} className={row.key === rowKey ? 'sel' : ''} onClick={() => chooseRow(row.key)}>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-pressed={row.key === rowKey}
                  onClick={() => chooseRow(row.key)}
                >
                  {row.name}
                </button>
              </td>
              <td className="d">{row.group}</td>
              <td className="r">{count(Math.max(1, row.paths.size))}</td>
              <td className="r">{Number.isFinite(first) ? clockSpan(first - fromMs) : ''}</td>
              <td className="r">{row.workMs === 0 ? <span className="d">0</span> : duration(row.workMs)}</td>
              <td className="r">{row.waitMs === 0 ? <span className="d">0</span> : duration(row.waitMs)}</td>
              <td>
                <Status look={{ family: state.family, mark: marks[state.family], word: state.word }} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
