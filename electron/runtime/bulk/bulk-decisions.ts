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
    const job: BulkState = {
      jobId: env.uuid(),
      verb,
      params: JSON.stringify({ path, undo, priority, queue, delayMs }),
      personId: person.personId,
      by: person.printedName,
      reason,
      status: 'running',
      total: subjects.length,
      applied: 0,
      ignored: 0,
      createdAtMs: env.nowMs,
      finishedAtMs: null,
    };
    const changes: Change[] = [
      { put: 'bulk', state: job },
      ...subjects.map((subjectId, n): Change => {
        return { put: 'bulk-item', jobId: job.jobId, item: { n, subjectId, status: 'waiting', reason: '' } };
      }),
      {
        put: 'audit',
        entry: { ...by(person), kind: 'bulk.started', facts: { job: job.jobId, verb, items: job.total, reason } },
      },
    ];
    return { ok: true, changes, reply: bulkSummary(job) };
  };
}

/** What became of one item; the job is done with its last. */
export function settleItem(load: () => BulkState | null, item: BulkItem): Decide<Keys, BulkState | null> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return { ok: true, changes: [], reply: null };
    const applied = job.applied + (item.status === 'applied' ? 1 : 0);
    const ignored = job.ignored + (item.status === 'ignored' ? 1 : 0);
    const isOver = job.status === 'running' && applied + ignored === job.total;
    const state: BulkState = {
      ...job,
      applied,
      ignored,
      ...(isOver ? { status: 'done', finishedAtMs: env.nowMs } : {}),
    };
    return {
      ok: true,
      changes: [
        { put: 'bulk-item', jobId: job.jobId, item },
        { put: 'bulk', state },
      ],
      reply: state,
    };
  };
}

/** Items that have not had their turn are left as they are. */
export function cancelBulk(person: Person, load: () => BulkState | null): Decide<Keys, BulkJob> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return refuse('not-found', 'There is no such job.');
    if (job.status !== 'running')
      return refuse('wrong-state', `The job is ${job.status} already.`, 'Nothing was changed.');
    const state: BulkState = { ...job, status: 'cancelled', finishedAtMs: env.nowMs };
    const facts = { job: job.jobId, applied: job.applied, left: job.total - job.applied - job.ignored };
    return {
      ok: true,
      changes: [
        { put: 'bulk', state },
        { put: 'audit', entry: { ...by(person), kind: 'bulk.cancelled', facts } },
      ],
      reply: bulkSummary(state),
    };
  };
}

export function bulkSummary({ params: _params, personId: _person, ...job }: BulkState): BulkJob {
  return job;
}
