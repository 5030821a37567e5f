import type { ReactElement } from 'react';
import { count, counted } from '../../format/number.ts';
import { runLooks } from '../../format/status.ts';
import { hrefOf } from '../../stores/route.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { Status } from '../../ui/Status.tsx';
import s from './RunHeader.module.css';

/** Open by itself while so few are listed. */
const mostOpen = 6;

/** The runs below this one, each under the one that started it. */
export function ChildrenList({ tree: { total, list } }: { readonly tree: RunDetail['children'] }): ReactElement | null {
  if (total === 0) return null;
  return (
    <details className={s['waits']} open={total <= mostOpen}>
      <summary>{counted(total, 'child run')}</summary>
      <ul aria-label="Child runs" className={s['tree']}>
        {list.map((child) => (
          <li key={child.runId} className="row" style={{ paddingInlineStart: (child.depth - 1) * 18 }}>
            <Status look={runLooks[child.status]} />
            <a className="grow cut" href={hrefOf({ page: 'run', runId: child.runId, tab: null })}>
              {child.title}
            </a>
            <span className="d small">
              {child.agentTitle}, {child.life}
            </span>
          </li>
        ))}
        {total > list.length ? <li className="d">and {count(total - list.length)} more</li> : null}
      </ul>
    </details>
  );
}
