import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { count, counted } from '../../format/number.ts';
import { cancelBulk, openBulk, useBulk } from '../../stores/bulk.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** A job under way, and what became of each of its items; closing the sheet leaves it running. */
export function BulkProgress({ jobId, go }: { readonly jobId: string; readonly go: string }): ReactElement {
  const job = useBulk((state) => state.job);
  const items = useBulk((state) => state.items);
  useEffect(() => openBulk(jobId), [jobId]);
  const done = job === null ? 0 : job.applied + job.ignored;
  const total = job?.total ?? 0;
  const isRunning = job === null || job.status === 'running';
  return (
    <Sheet
      title={`${go}: ${isRunning ? `${count(done)} of ${counted(total, 'run')}` : `${count(job.applied)} of ${counted(total, 'run')} changed`}`}
      note={isRunning ? 'goes on when this is closed' : `the job is ${job.status}`}
      onClose={closeOverlay}
      actions={
        isRunning ? (
          <Button kind="danger" onPress={() => void cancelBulk(jobId)}>
            Stop here
          </Button>
        ) : (
          <Button kind="primary" onPress={closeOverlay}>
            Done
          </Button>
        )
      }
    >
      <div style={{ display: 'grid', gap: 10 }}>
        <progress value={done} max={Math.max(1, total)} aria-label="Runs dealt with" style={{ width: '100%' }} />
        <table className="table">
          <thead>
            <tr>
              <th>Run</th>
              <th>Became</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.n}>
                <td className="mono">
                  <a href={hrefOf({ page: 'run', runId: item.subjectId, tab: null })}>{item.subjectId.slice(-6)}</a>
                </td>
                <td>{item.status}</td>
                <td className="q">{item.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {items.length < total ? <p className="d small">The first {count(items.length)} are shown.</p> : null}
      </div>
    </Sheet>
  );
}
