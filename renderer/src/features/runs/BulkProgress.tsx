import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { BulkItem } from '../../../../shared/domain/bulk.ts';
import { shortId } from '../../format/hash.ts';
import { count, counted } from '../../format/number.ts';
import { cancelBulk, markIgnored, openBulk, readMoreItems, useBulk } from '../../stores/bulk.ts';
import { reportFailure } from '../../stores/notices.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { hrefOf } from '../../stores/route.ts';
import { useRuns } from '../../stores/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** A job under way, and what became of each of its items; closing the sheet leaves it running. */
export function BulkProgress({ jobId, go }: { readonly jobId: string; readonly go: string }): ReactElement {
  const job = useBulk((state) => state.job);
  const items = useBulk((state) => state.items);
  const next = useBulk((state) => state.next);
  useEffect(() => openBulk(jobId), [jobId]);
  const done = job === null ? 0 : job.applied + job.ignored;
  const total = job?.total ?? 0;
  const isRunning = job === null || job.status === 'running';
  const ignored = job?.ignored ?? 0;

  function markThem(): void {
    closeOverlay();
    markIgnored(jobId).catch(reportFailure);
  }

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
          <>
            <Button kind="primary" onPress={closeOverlay}>
              Done
            </Button>
            {ignored === 0 ? null : (
              <Button onPress={markThem}>
                Mark the {ignored === 1 ? 'ignored run' : `${count(ignored)} ignored runs`}
              </Button>
            )}
          </>
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
              <ItemRow key={item.n} item={item} />
            ))}
          </tbody>
        </table>
        {items.length === 0 || items.length === total ? null : (
          <p className="d small">
            The first {count(items.length)} of {count(total)}.
          </p>
        )}
        {isRunning || next === null ? null : (
          <Button isSmall onPress={() => void readMoreItems()}>
            Show more
          </Button>
        )}
      </div>
    </Sheet>
  );
}

function ItemRow({ item }: { readonly item: BulkItem }): ReactElement {
  const title = useRuns((state) => state.byId.get(item.subjectId)?.title);
  return (
    <tr>
      <td>
        <a href={hrefOf({ page: 'run', runId: item.subjectId, tab: null })} onClick={closeOverlay}>
          {title ?? null} <span className={`mono ${title === undefined ? '' : 'd'}`}>{shortId(item.subjectId)}</span>
        </a>
      </td>
      <td>{item.status}</td>
      <td className="q">
        {item.status === 'applied' && item.reason !== '' ? (
          <>
            made <MadeRun runId={item.reason} />
          </>
        ) : (
          item.reason
        )}
      </td>
    </tr>
  );
}

/** What the verb made of the run, where it makes another. */
function MadeRun({ runId }: { readonly runId: string }): ReactElement {
  return (
    <a className="mono" href={hrefOf({ page: 'run', runId, tab: null })} onClick={closeOverlay}>
      {shortId(runId)}
    </a>
  );
}
