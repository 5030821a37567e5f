import { create } from 'zustand';
import type { BulkItem, BulkJob, BulkPreview, BulkVerb } from '../../../shared/domain/bulk.ts';
import { parseRunQuery, toRunFilter } from '../../../shared/domain/run-query.ts';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { calmReader } from './calm-reader.ts';
import { clearMarkedRuns, markRuns } from './marked-runs.ts';
import { reportFailure } from './notices.ts';

interface BulkState {
  readonly job: BulkJob | null;
  /** As many of its items as were read. */
  readonly items: readonly BulkItem[];
  /** Where the items that were not read yet begin; null: all were read. */
  readonly next: number | null;
}

/** The bulk job on screen. */
export const useBulk = create<BulkState>()(() => ({ job: null, items: [], next: null }));

/** Everything a filter matches, or the runs that were marked. */
export type BulkTarget =
  | { readonly kind: 'filter'; readonly query: string }
  | { readonly kind: 'marked'; readonly runIds: readonly string[] }
  /** Runs with an open dead letter that a filter matches. */
  | { readonly kind: 'letters'; readonly query: string };

/** What a verb would do with them. */
export function readBulkPreview(verb: BulkVerb, target: BulkTarget): Promise<BulkPreview> {
  return call('bulk.preview', { verb, ...chosenBy(target) });
}

function chosenBy(target: BulkTarget): Pick<MethodInput<'bulk.start'>, 'filter' | 'runIds'> {
  if (target.kind === 'marked') return { runIds: [...target.runIds] };
  const filter = toRunFilter(parseRunQuery(target.query));
  return { filter: target.kind === 'letters' ? { ...filter, letters: 'open' } : filter };
}

export interface BulkStart {
  readonly verb: BulkVerb;
  /** What was shown: these runs and no others, whatever the filter matches by then. */
  readonly seen: BulkPreview;
  readonly path: string | null;
  readonly reason: string;
  readonly priority?: number;
  readonly queue?: string;
  readonly delayMs?: number;
}

/** Starts the job; its id. Throws why it was refused. */
export async function startBulk({ seen, ...start }: BulkStart): Promise<string> {
  const job = await call('bulk.start', { ...start, runIds: seen.runIds, seen: seen.set });
  useBulk.setState({ job, items: [], next: null });
  return job.jobId;
}

/** Follows a job to its end, until the returned function is called. */
export function openBulk(jobId: string): () => void {
  const reader = calmReader(async () => {
    try {
      useBulk.setState(await call('bulk.show', { jobId }));
    } catch (error) {
      reportFailure(error);
    }
  });
  const unsubscribe = subscribe({
    topics: ['bulk.changed'],
    onEvents: (events) => {
      if (events.some((event) => event.topic === 'bulk.changed' && event.payload.jobId === jobId)) reader.again();
    },
    onGap: reader.again,
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}

/** The next items, behind those that are shown. */
export async function readMoreItems(): Promise<void> {
  const { job, items, next } = useBulk.getState();
  if (job === null || next === null) return;
  try {
    const page = await call('bulk.show', { jobId: job.jobId, afterN: next });
    if (useBulk.getState().items === items) useBulk.setState({ ...page, items: [...items, ...page.items] });
  } catch (error) {
    reportFailure(error);
  }
}

/** Marks the runs a job ignored, so that something else can be done with them. */
export async function markIgnored(jobId: string): Promise<void> {
  const ignored: string[] = [];
  for (let afterN: number | null = -1; afterN !== null;) {
    const page: MethodOutput<'bulk.show'> = await call('bulk.show', { jobId, afterN });
    for (const { status, subjectId } of page.items) if (status === 'ignored') ignored.push(subjectId);
    afterN = page.next;
  }
  clearMarkedRuns();
  markRuns(ignored);
}

/** Stops it; what it has done stays done. */
export async function cancelBulk(jobId: string): Promise<void> {
  try {
    useBulk.setState({ job: await call('bulk.cancel', { jobId }) });
  } catch (error) {
    reportFailure(error);
  }
}
