import type { BulkJob } from '../../../shared/domain/bulk.ts';
import type { Session } from '../connection/session.ts';
import type { Terminal } from '../terminal.ts';

/** Resolves at the end of a bulk job on runs, or of a batch of actions; says how far it is meanwhile. */
export function followJob(
  session: Session,
  { jobId, of }: { readonly jobId: string; readonly of: 'runs' | 'actions' },
  terminal: Terminal,
): Promise<BulkJob> {
  const show = of === 'runs' ? 'bulk.show' : 'batch.show';
  return new Promise((resolve, reject) => {
    const stop = session.follow(['bulk.changed'], undefined, {
      onEvents(events) {
        for (const event of events)
          if (event.topic === 'bulk.changed' && event.payload.jobId === jobId) see(event.payload);
      },
      onFresh() {
        session.ask(show, { jobId }).then(({ job }) => see(job), reject);
      },
    });
    function see(job: BulkJob): void {
      if (job.status === 'running')
        return terminal.showProgress(`${job.applied + job.ignored} of ${job.total} ${of}`, job.verb);
      stop();
      resolve(job);
    }
  });
}
