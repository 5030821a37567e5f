import type { BulkJob } from '../../../shared/domain/bulk.ts';
import type { Session } from '../connection/session.ts';
import type { Terminal } from '../terminal.ts';

/** Resolves at the end of a batch, or of any bulk job whose state `ask` reads; says how far it is meanwhile. */
export function followBatch(session: Session, jobId: string, terminal: Terminal): Promise<BulkJob> {
  return new Promise((resolve, reject) => {
    const stop = session.follow(['bulk.changed'], undefined, {
      onEvents(events) {
        for (const event of events)
          if (event.topic === 'bulk.changed' && event.payload.jobId === jobId) see(event.payload);
      },
      onFresh() {
        session.ask('batch.show', { jobId }).then(({ job }) => see(job), reject);
      },
    });
    function see(job: BulkJob): void {
      if (job.status === 'running')
        return terminal.showProgress(`${job.applied + job.ignored} of ${job.total} actions`, job.verb);
      stop();
      resolve(job);
    }
  });
}
