import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { openBatches, useBatch } from '../../stores/batch.ts';
import { closeOverlay, showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Ago } from '../../ui/Time.tsx';
import { batchTitle } from './batch-words.ts';
import s from './Inbox.module.css';

/** The batches there are, the latest first, to come back to their sheets. */
export function BatchesSheet(): ReactElement {
  const jobs = useBatch((state) => state.jobs);
  const failure = useBatch((state) => state.listFailure);
  useEffect(openBatches, []);
  return (
    <Sheet
      title="Batches"
      note={jobs.length === 0 ? undefined : `the last ${count(jobs.length)}`}
      size="large"
      onClose={closeOverlay}
    >
      {failure !== null ? (
        <Failure error={failure} />
      ) : jobs.length === 0 ? (
        <Empty kind="nothing-yet" title="Nothing was decided in a batch yet">
          Mark alike items in the inbox and preview them: what became of each is kept here.
        </Empty>
      ) : (
        <table className={s['lines']}>
          <thead>
            <tr>
              <th style={{ width: '34%' }}>Batch</th>
              <th>The first of it</th>
              <th style={{ width: 130 }}>By</th>
              <th style={{ width: 110 }}>When</th>
              <th style={{ width: 80 }} aria-label="Open" />
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.jobId}>
                <td className="b">
                  {batchTitle(job)}
                  {job.linkedJob !== null && job.verb !== 'undo' ? ' (again)' : ''}
                </td>
                <td title={job.title}>{job.title}</td>
                <td>{job.by}</td>
                <td>
                  <Ago at={job.createdAtMs} />
                </td>
                <td className="r">
                  <Button
                    isSmall
                    kind="quiet"
                    title={batchTitle(job)}
                    onPress={() => showOverlay({ kind: 'batch', jobId: job.jobId })}
                  >
                    Open
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Sheet>
  );
}
