import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import s from './Inbox.module.css';

/** Runs named one by one; the rest is counted. */
const mostShown = 3;

/** Runs that stand at a budget wait for a person as approvals do. */
export function AtBudget(): ReactElement | null {
  const standing = useWorkspace((state) => state.status?.atBudget);
  if (standing === undefined || standing.count === 0) return null;
  return (
    <section className={s['atbudget']} aria-label="Runs at their budget">
      <b className="b">{counted(standing.count, 'run')} at a budget: raise it or stop the run</b>
      <ul>
        {standing.runs.slice(0, mostShown).map(({ runId, title, reason }) => (
          <li key={runId} className="cut">
            <a href={hrefOf({ page: 'run', runId, tab: 'cost' })} title={reason}>
              {title}
            </a>
          </li>
        ))}
      </ul>
      {standing.count > mostShown ? (
        <a href={hrefOf({ page: 'runs', query: 'status:paused' })}>All paused runs</a>
      ) : null}
    </section>
  );
}
