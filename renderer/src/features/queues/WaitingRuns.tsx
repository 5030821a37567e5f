import { useState, type ReactElement } from 'react';
import type { RunSummary } from '../../../../shared/domain/run.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago, Left } from '../../ui/Time.tsx';
import { PlaceSheet } from './PlaceSheet.tsx';
import s from './Queues.module.css';

/** Runs of a queue, each with what an operator may do with its place. */
export function WaitingRuns(props: {
  readonly title: string;
  readonly label: string;
  readonly runs: readonly RunSummary[];
  /** What is said when there are none. */
  readonly none: string;
}): ReactElement {
  const { title, label, runs, none } = props;
  const [placed, setPlaced] = useState<RunSummary | null>(null);
  return (
    <section>
      <h3 className="label">{title}</h3>
      {runs.length === 0 ? (
        <p className="d">{none}</p>
      ) : (
        <table className="table" aria-label={label}>
          <thead>
            <tr>
              <th scope="col" className="r">
                Turn
              </th>
              <th scope="col">Run</th>
              <th scope="col">Agent</th>
              <th scope="col" className="r">
                Priority
              </th>
              <th scope="col">Key</th>
              <th scope="col">Waits since</th>
              <th scope="col">
                <span className="sr">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, at) => (
              <tr key={run.runId}>
                <td className="r tabular">{at + 1}</td>
                <td className={s['title']}>
                  <a href={hrefOf({ page: 'run', runId: run.runId, tab: null })}>{run.title}</a>
                </td>
                <td>{run.agentTitle}</td>
                <td className="r tabular">{run.priority}</td>
                <td className={s['key']}>{run.queueKey ?? <span className="d">none</span>}</td>
                <td>
                  {run.notBeforeMs === null ? (
                    <Ago at={run.createdAtMs} />
                  ) : (
                    <>
                      starts in <Left until={run.notBeforeMs} isRough />
                    </>
                  )}
                </td>
                <td className="r">
                  <Button isSmall kind="quiet" title={`Place ${run.title}`} onPress={() => setPlaced(run)}>
                    Place<span className="sr"> {run.title}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {placed === null ? null : <PlaceSheet run={placed} onClose={() => setPlaced(null)} />}
    </section>
  );
}
