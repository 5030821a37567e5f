import { openedAfterMs, type BatchChoice, type BatchMember, type Dropped } from '../../../shared/domain/batch.ts';
import type { BulkJob } from '../../../shared/domain/bulk.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { bulkSummary, cancelled, newJob } from '../bulk/bulk-decisions.ts';
import type { BulkState } from '../bulk/bulk-state.ts';
import type { Change, Decide, Keys, Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import { by } from '../verbs/by.ts';
import { batchCap } from './preview.ts';

/** What a person previewed, as the runtime kept it. */
export interface FrozenSet {
  readonly set: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly samples: readonly BatchMember[];
  readonly leftOut: readonly Dropped[];
}

/** What a batch remembers beside its items. */
export interface BatchParams {
  readonly leftOut: Dropped[];
}

export interface StartBatch {
  readonly verb: BatchChoice;
  readonly reason: string;
  /** Null: what matches now is not what was previewed. */
  readonly frozen: FrozenSet | null;
}

/** Freezes what was previewed and begins. Each item is looked at again when its turn comes; here it is the set as a whole. */
export function startBatch(
  person: Person,
  { verb, reason, frozen }: StartBatch,
  shownMs: (member: BatchMember) => number,
): Decide<Keys, BulkJob> {
  return ({ policy }, env) => {
    if (verb === 'reject' && reason.trim() === '')
      return refuse('invalid-input', 'To reject, say why: the agents are told.', 'Nothing was decided.');
    if (frozen === null)
      return refuse(
        'stale',
        'What waits now is not what the preview showed. Nothing was decided.',
        'Look at it again.',
      );
    const cap = batchCap(policy.policy);
    const total = frozen.lines.length;
    if (total > cap)
      return {
        ok: false,
        error: {
          code: 'too-large',
          message: `The policy in force lets ${cap.toLocaleString('en')} be decided at once, and these are ${total.toLocaleString('en')}. Nothing was decided.`,
          hint: 'Preview again: it takes as many as the policy lets.',
        },
      };
    const unopened = verb === 'approve' ? frozen.samples.filter((member) => shownMs(member) < openedAfterMs) : [];
    if (unopened.length > 0)
      return refuse(
        'refused',
        `${unopened.length} of them ${unopened.length === 1 ? 'has' : 'have'} to be opened first: ${unopened.map(({ title }) => title).join('; ')}. Nothing was decided.`,
        `Open ${unopened.map(({ approvalId }) => approvalId).join(', ')}, then start again.`,
      );
    const params: BatchParams = { leftOut: [...frozen.leftOut] };
    const asked = { jobId: env.uuid(), verb, params: JSON.stringify(params), reason, total, title: frozen.title };
    return begun(newJob(asked, person, env.nowMs), frozen.lines, person, { sampled: frozen.samples.length });
  };
}

/** The failed items of a batch once more, as they were frozen. */
export function retryBatch(
  person: Person,
  load: () => BulkState | null,
  failed: () => readonly string[],
): Decide<Keys, BulkJob> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return refuse('not-found', 'There is no such batch.');
    if (job.status === 'running')
      return refuse(
        'wrong-state',
        'The batch is under way.',
        'Wait for its end, or stop it; then try the failed again.',
      );
    if (job.personId !== person.personId)
      return {
        ok: false,
        error: {
          code: 'not-allowed',
          message: `${job.by} began this batch and looked at what it holds. Nothing was decided.`,
          hint: 'Preview the items yourself, and begin a batch of your own.',
        },
      };
    const lines = failed();
    if (lines.length === 0)
      return refuse(
        'wrong-state',
        'None of its items failed, so there is nothing to try again.',
        'Nothing was changed.',
      );
    const { verb, reason, title } = job;
    const asked = { jobId: env.uuid(), verb, params: '{}', reason, title, total: lines.length, linkedJob: job.jobId };
    return begun(newJob(asked, person, env.nowMs), lines, person, { sampled: 0 });
  };
}

/** Takes back what a batch approved: each item by itself, as long as it is held. One that is under way ends here. */
export function undoBatch(
  person: Person,
  load: () => BulkState | null,
  applied: () => readonly string[],
): Decide<Keys, BulkJob> {
  return (_loaded, env) => {
    const job = load();
    if (job === null) return refuse('not-found', 'There is no such batch.');
    if (job.verb !== 'approve')
      return refuse('wrong-state', 'Only approvals can be taken back, while they are held.', 'Nothing was changed.');
    const lines = applied();
    const stopped = job.status === 'running' ? cancelled(job, person, env.nowMs).changes : [];
    if (lines.length === 0)
      return refuse('wrong-state', 'It approved nothing, so there is nothing to take back.', 'Nothing was changed.');
    const asked = {
      jobId: env.uuid(),
      verb: 'undo' as const,
      params: '{}',
      reason: 'taken back with its batch, while it was held',
      title: job.title,
      total: lines.length,
      linkedJob: job.jobId,
    };
    const undo = begun(newJob(asked, person, env.nowMs), lines, person, { sampled: 0 });
    return undo.ok ? { ...undo, changes: [...stopped, ...undo.changes] } : undo;
  };
}

function begun(
  job: BulkState,
  lines: readonly string[],
  person: Person,
  { sampled }: { readonly sampled: number },
): Outcome<BulkJob> {
  const { jobId, verb, total, reason, linkedJob } = job;
  const facts = { job: jobId, verb, items: total, sampled, linked: linkedJob ?? '', reason };
  const changes: Change[] = [
    { put: 'bulk', state: job },
    { put: 'bulk-set', jobId, lines },
    { put: 'audit', entry: { ...by(person), kind: 'batch.started', facts } },
  ];
  return { ok: true, changes, reply: bulkSummary(job) };
}
