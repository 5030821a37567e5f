import { mostInBulk, type BulkItem, type BulkJob } from '../../../shared/domain/bulk.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Change, Decide, Keys } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import { by } from '../verbs/by.ts';
import { setOf } from './bulk-preview.ts';
import type { BulkState } from './bulk-state.ts';

/** Freezes the set and starts the job: what joins the filter later is not part of it. */
export function startBulk(
  person: Person,
  input: MethodArguments<'bulk.start'>,
  matched: () => readonly string[],
): Decide<Keys, BulkJob> {
  return (_loaded, env) => {
    const subjects = matched();
    if (subjects.length === 0)
      return input.runIds === undefined
        ? refuse('not-found', 'No run matches this filter; there is nothing to do.', 'Widen the filter.')
        : refuse('not-found', 'None of these runs is here; there is nothing to do.', 'See the list of runs.');
    if (subjects.length > mostInBulk)
      return {
        ok: false,
        error: {
          code: 'too-large',
          message: `More than ${mostInBulk.toLocaleString('en')} runs match, which is the most one job may hold. Nothing was changed.`,
          hint: 'Narrow the filter, by agent or by status, and go through them in parts.',
        },
      };
    if (input.seen !== undefined && input.seen !== setOf(subjects))
      return refuse(
        'stale',
        input.runIds === undefined
          ? `${subjects.length} runs match now, and they are not those the preview showed. Nothing was changed.`
          : `${subjects.length} of these runs are here now, and they are not those the preview showed. Nothing was changed.`,
        'Look at the preview again.',
      );
    const { verb, reason, path, undo, priority, queue, delayMs } = input;
    const params = JSON.stringify({ path, undo, priority, queue, delayMs });
    const job = newJob({ jobId: env.uuid(), verb, params, reason, total: subjects.length }, person, env.nowMs);
    const facts = { job: job.jobId, verb, items: job.total, reason };
    const changes: Change[] = [
      { put: 'bulk', state: job },
      { put: 'bulk-set', jobId: job.jobId, lines: subjects },
      { put: 'audit', entry: { ...by(person), kind: 'bulk.started', facts } },
    ];
    return { ok: true, changes, reply: bulkSummary(job) };
  };
}

/** A job none of whose items has had its turn. */
export function newJob(
  asked: Pick<BulkState, 'jobId' | 'verb' | 'params' | 'reason' | 'total'> &
    Partial<Pick<BulkState, 'title' | 'linkedJob'>>,
  person: Person,
  nowMs: number,
): BulkState {
  return {
    title: '',
    linkedJob: null,
    ...asked,
    personId: person.personId,
    by: person.printedName,
    status: 'running',
    applied: 0,
    ignored: 0,
    createdAtMs: nowMs,
    finishedAtMs: null,
  };
}

/** How far a job is, as whoever carries it out has counted, and as its rows say. */
export interface Counted {
  tally(): { readonly ended: number; readonly applied: number };
  rows(): { readonly ended: number; readonly applied: number };
}

/** What became of some items, and how far the job is with them; it is done when every item has a row. */
export function settleItems(
  load: () => BulkState | null,
  items: readonly BulkItem[],
  counted: Counted,
): Decide<Keys, BulkState | null> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return { ok: true, changes: [], reply: null };
    const changes: Change[] = items.map((item) => ({ put: 'bulk-item', jobId: job.jobId, item }));
    let { ended, applied } = counted.tally();
    // What was counted may not have been written; what ends the job is looked up.
    const isLast = job.status === 'running' && ended >= job.total;
    if (isLast && items.length === 0) ({ ended, applied } = counted.rows());
    const isOver = isLast && ended >= job.total;
    const state: BulkState = {
      ...job,
      applied,
      ignored: ended - applied,
      ...(isOver ? { status: 'done', finishedAtMs: env.nowMs } : {}),
    };
    changes.push({ put: 'bulk', state });
    return { ok: true, changes, reply: state };
  };
}

/** Items that have not had their turn are left as they are. */
export function cancelBulk(person: Person, load: () => BulkState | null): Decide<Keys, BulkJob> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return refuse('not-found', 'There is no such job.');
    if (job.status !== 'running')
      return refuse('wrong-state', `The job is ${job.status} already.`, 'Nothing was changed.');
    const { state, changes } = cancelled(job, person, env.nowMs);
    return { ok: true, changes, reply: bulkSummary(state) };
  };
}

/** A job under way ends where it is. */
export function cancelled(job: BulkState, person: Person, nowMs: number): { state: BulkState; changes: Change[] } {
  const state: BulkState = { ...job, status: 'cancelled', finishedAtMs: nowMs };
  const facts = { job: job.jobId, applied: job.applied, left: job.total - job.applied - job.ignored };
  return {
    state,
    changes: [
      { put: 'bulk', state },
      { put: 'audit', entry: { ...by(person), kind: 'bulk.cancelled', facts } },
    ],
  };
}

export function bulkSummary({ params: _params, personId: _person, ...job }: BulkState): BulkJob {
  return job;
}
