import { finalRunStatuses, type RunStatus, type RunSummary } from '../../../shared/domain/run.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Change, Decide } from './engine-port.ts';
import { journalFull, putRun } from './journal-rows.ts';
import { refuse } from './run-decisions.ts';
import type { RunState } from './states.ts';
import { runSummary } from './summaries.ts';

/** One answer for the button, the command line and the method: whether a verb can be used, and why not. */
export interface Verb {
  readonly allowed: boolean;
  readonly reason: string;
}

export function canCancel(run: { readonly status: RunStatus; readonly cancelRequested: boolean }): Verb {
  if (finalRunStatuses.has(run.status)) return { allowed: false, reason: `The run is ${run.status} already.` };
  if (run.cancelRequested) return { allowed: false, reason: 'It is being cancelled.' };
  return { allowed: true, reason: '' };
}

export function canRetry(run: Pick<RunState, 'status' | 'nextOrd' | 'journalBytes'>): Verb {
  if (run.status === 'failed' || run.status === 'cancelled' || run.status === 'needs-attention') {
    const full = journalFull(run);
    return full === null
      ? { allowed: true, reason: '' }
      : { allowed: false, reason: `${full.message} ${full.hint ?? ''}` };
  }
  return {
    allowed: false,
    reason: `Only a run that failed, was cancelled or needs attention can be retried; this one is ${run.status}.`,
  };
}

/** Cooperative: a run in a host is told, one that waits ends at once. Finished steps and artifacts are kept. */
export function cancelRun(by: Person, reason: string, isInHost: () => boolean): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    const inHost = isInHost();
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canCancel(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const change = putRun(run, [
      { kind: 'cancel-requested' },
      ...(inHost ? [] : [{ kind: 'cancelled' as const, atMs: env.nowMs }]),
    ]);
    const changes: Change[] = [
      change,
      {
        put: 'audit',
        entry: {
          kind: 'run.cancel-requested',
          actor: { kind: 'person', id: by.personId },
          role: by.role,
          run: run.runId,
          facts: { reason },
        },
      },
    ];
    if (!inHost) changes.push({ put: 'timer-gone', runId: run.runId, path: null });
    return { ok: true, changes, reply: runSummary(change.state) };
  };
}

/** From the top, as a new lineage: no step result and no grant of the old one is used again. */
export function retryRun(by: Person): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canRetry(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const state: RunState = putRun(run, [{ kind: 'retried', lineageId: env.uuid() }]).state;
    return {
      ok: true,
      changes: [
        { put: 'run', before: run, state },
        {
          put: 'audit',
          entry: {
            kind: 'run.retried',
            actor: { kind: 'person', id: by.personId },
            role: by.role,
            run: run.runId,
            facts: { fromLineage: run.lineageId, toLineage: state.lineageId },
          },
        },
      ],
      reply: runSummary(state),
    };
  };
}
