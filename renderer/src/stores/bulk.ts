import { create } from 'zustand';
import type { BulkItem, BulkJob, BulkPreview, BulkVerb } from '../../../shared/domain/bulk.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import { call } from '../bridge.ts';
import { liveQuery } from './live-query.ts';
import { reportFailure } from './notices.ts';

/** The bulk job on screen, with as many of its items as were read. */
export const useBulk = create<{ readonly job: BulkJob | null; readonly items: readonly BulkItem[] }>()(() => ({
  job: null,
  items: [],
}));

/** What a verb would do with everything the filter matches. */
export function readBulkPreview(verb: BulkVerb, query: string): Promise<BulkPreview> {
  return call('bulk.preview', { verb, filter: toRunFilter(parseRunQuery(query)) });
}

export interface BulkStart {
  readonly verb: BulkVerb;
  readonly query: string;
  readonly seen: string;
  readonly path: string | null;
  readonly reason: string;
  readonly priority?: number;
  readonly queue?: string;
  readonly delayMs?: number;
}

/** Starts the job; its id, or null with words on screen when it was refused. */
export async function startBulk({ query, ...start }: BulkStart): Promise<string | null> {
  try {
    const job = await call('bulk.start', { ...start, filter: toRunFilter(parseRunQuery(query)) });
    useBulk.setState({ job, items: [] });
    return job.jobId;
  } catch (error) {
    reportFailure(error);
    return null;
  }
}

/** Follows a job to its end, until the returned function is called. */
export function openBulk(jobId: string): () => void {
  async function readItems(): Promise<void> {
    const { items } = await call('bulk.show', { jobId });
    useBulk.setState({ items });
  }
  const query = liveQuery({
    read: () => call('bulk.show', { jobId }),
    topics: ['bulk.changed'],
    onSnapshot: ({ job, items }) => useBulk.setState({ job, items }),
    onEvents: (events) => {
      for (const event of events) {
        if (event.topic !== 'bulk.changed' || event.payload.jobId !== jobId) continue;
        useBulk.setState({ job: event.payload });
        if (event.payload.status !== 'running') readItems().catch(reportFailure);
      }
    },
    onError: reportFailure,
  });
  return () => query.stop();
}

/** Stops it; what it has done stays done. */
export async function cancelBulk(jobId: string): Promise<void> {
  try {
    useBulk.setState({ job: await call('bulk.cancel', { jobId }) });
  } catch (error) {
    reportFailure(error);
  }
}
