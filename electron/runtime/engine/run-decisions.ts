import { finalRunStatuses, type Progress, type RunError, type RunStatus } from '../../../shared/domain/run.ts';
import { freeLimits, type Queue } from '../../../shared/domain/queue.ts';
import { recoveredTooOften } from '../queues/zombie.ts';
import { systemActor } from './audit-entry.ts';
import type { Change, Decide, Env, Outcome } from './engine-port.ts';
import { endWait, putRun, wake } from './journal-rows.ts';
import { evolveRun, type RunEvent } from './run-events.ts';
import type { JournalRow, RunState } from './states.ts';
import { isPaused } from '../verbs/paused.ts';

/** Committed before any agent code starts, so that a run which kills its process is counted. */
export const claimRun: Decide<{ run: string }, RunState | null> = ({ run, agentPauses, queue }, env) => {
  if (run === null || run.status !== 'queued') return { ok: true, changes: [], reply: null };
  if (run.cancelRequested) return { ...endCancelled(run, env), reply: null };
  const place = queue(run.queue);
  // Its agent or its queue paused, or put off since it was chosen: it waits again.
  const isHeld = isPaused(run, agentPauses) || place === null || place.pause !== null;
  if (isHeld || (run.notBeforeMs ?? 0) > env.nowMs) return { ok: true, changes: [], reply: null };
  const state = evolveRun(run, { kind: 'claimed', epoch: env.epoch, atMs: env.nowMs });
  return { ok: true, changes: [{ put: 'run', before: run, state }, ...claimChanges(run, place, env)], reply: state };
};

/**
 * The claim of a run whose turn came in this queue, for a host of this release. Moved since, it waits for the limits of
 * the other queue; given to another release, by a debounced start, for a host of that.
 */
export function claimIn({ queue, releaseHash }: Pick<RunState, 'queue' | 'releaseHash'>): typeof claimRun {
  return (loaded, env) => {
    const { run } = loaded;
    const isMeant = run === null || (run.queue === queue && run.releaseHash === releaseHash);
    return isMeant ? claimRun(loaded, env) : { ok: true, changes: [], reply: null };
  };
}

/** What a claim writes beside its run: a start that the rate of its queue counts. */
export function claimChanges(run: RunState, { name, rate }: Queue, env: Env): readonly Change[] {
  if (rate === null || run.admittedAtMs !== null) return [];
  return [{ put: 'queue-start', start: { queue: name, runId: run.runId, atMs: env.nowMs, periodMs: rate.periodMs } }];
}

/** The end of a run that is being cancelled and is in no host that could say so; undoing begins where it was asked for. */
export function endCancelled(run: RunState, env: Env): Extract<Outcome<RunState>, { ok: true }> {
  const change = putRun(run, [{ kind: 'cancelled', atMs: env.nowMs }]);
  return {
    ok: true,
    changes: [change, { put: 'timer-gone', runId: run.runId, path: null }],
    reply: change.state,
  };
}

/** Looked up inside the transaction. */
export interface SettleWorld {
  readonly isInHost: () => boolean;
  /** False once the wait has ended: a timer and a signal may come for the same one. */
  readonly isWaiting: () => boolean;
  /** False once what would end it was used up by another. */
  readonly isLeft?: () => boolean;
  /** Written along with it: what ended the wait is used up, or (it had ended) kept for another. */
  readonly also?: (isEnded: boolean, env: Env) => readonly Change[];
}

/** The engine's own completion of a wait: a timer that fired, or a signal. */
export function settleWait(
  waited: Pick<JournalRow, 'path' | 'kind' | 'name' | 'argsHash' | 'attempt' | 'lineageId'>,
  result: string,
  world: SettleWorld,
): Decide<{ run: string }, { row: JournalRow | null; state: RunState | null }> {
  return ({ run }, env) => {
    const ended =
      world.isWaiting() && world.isLeft?.() !== false
        ? endWait(run, env, waited, { result, inHost: world.isInHost(), also: [] })
        : null;
    const also = world.also?.(ended !== null, env) ?? [];
    // A timer of a wait that is over rings for nothing.
    const isOver = run !== null && !world.isWaiting();
    if (ended === null)
      return {
        ok: true,
        changes: [...also, ...(isOver ? [{ put: 'timer-gone' as const, runId: run.runId, path: waited.path }] : [])],
        reply: { row: null, state: run },
      };
    return { ok: true, changes: [...ended.changes, ...also], reply: { row: ended.row, state: ended.state } };
  };
}

/** A retry's wait is over: nothing is recorded, the run goes on. */
export function wakeRun(path: string | null, isInHost: () => boolean): Decide<{ run: string }, RunState | null> {
  return ({ run }) => {
    if (run === null) return { ok: true, changes: [], reply: null };
    const change = putRun(run, wake(run, isInHost()));
    return {
      ok: true,
      changes: [change, ...(path === null ? [] : [{ put: 'timer-gone' as const, runId: run.runId, path }])],
      reply: change.state,
    };
  };
}

/**
 * Every open branch of the run is a durable wait: its status says what it waits for. `nextOrd` is what the run's
 * journal was at when the host said so; a record since then means that it goes on.
 */
export function rest(
  activation: number,
  nextOrd: number,
  status: RunStatus,
  progress: Progress | null,
): Decide<{ run: string }, RunState | null> {
  return ({ run }, env) => {
    const isOver = run === null || run.activation !== activation || finalRunStatuses.has(run.status);
    if (isOver || run.nextOrd !== nextOrd) return { ok: true, changes: [], reply: null };
    // Nothing of it is at work that could still answer.
    if (run.cancelRequested) return endCancelled(run, env);
    const events: RunEvent[] = run.status === status ? [] : [{ kind: 'waits', status, wakeAtMs: null }];
    if (progress !== null) events.push({ kind: 'progressed', progress });
    if (events.length === 0) return { ok: true, changes: [], reply: run };
    const change = putRun(run, events);
    return { ok: true, changes: [change], reply: change.state };
  };
}

/** The last that was heard of a run which leaves its host; a pause raises the activation before it lets the run go. */
export function saveProgress(activation: number, progress: Progress): Decide<{ run: string }, null> {
  return ({ run }) => {
    const isLast = run?.activation === activation || (run?.activation === activation + 1 && run.status !== 'running');
    if (run === null || !isLast) return { ok: true, changes: [], reply: null };
    return { ok: true, changes: [putRun(run, [{ kind: 'progressed', progress }])], reply: null };
  };
}

export type RunEnd =
  | { readonly kind: 'finished'; readonly output: string }
  | { readonly kind: 'failed'; readonly error: RunError }
  | { readonly kind: 'mismatch'; readonly error: RunError }
  | { readonly kind: 'cancelled' };

export function endRun(activation: number, end: RunEnd, progress: Progress | null): Decide<{ run: string }, RunState> {
  return ({ run }, env) => {
    const stale = refuseStale(run, activation);
    if (stale !== null || run === null) return stale ?? refuse('not-found', 'There is no such run.');
    const atMs = env.nowMs;
    const event: RunEvent =
      end.kind === 'finished'
        ? { kind: 'finished', output: end.output, atMs }
        : end.kind === 'failed'
          ? { kind: 'failed', error: end.error, atMs }
          : end.kind === 'mismatch'
            ? { kind: 'stopped-for-attention', error: end.error, atMs }
            : { kind: 'cancelled', atMs };
    const last: RunEvent[] = progress === null ? [] : [{ kind: 'progressed', progress }];
    const change = putRun(run, [...wake(run, true), ...last, event]);
    const changes: Change[] = [change];
    // Whatever waits has a record: a run without any left no timer behind.
    if (run.nextOrd > 1) changes.push({ put: 'timer-gone', runId: run.runId, path: null });
    if (end.kind === 'mismatch') changes.push(attention(run, end.error));
    return { ok: true, changes, reply: change.state };
  };
}

export function stopForAttention(error: RunError): Decide<{ run: string }, RunState | null> {
  return ({ run }, env) => {
    if (run === null || finalRunStatuses.has(run.status)) return { ok: true, changes: [], reply: null };
    return stopped(run, [], { error, env });
  };
}

/** At the start of a process: a run that an earlier one had claimed. What this process has claimed meanwhile is its own. */
export const takeOverRun: Decide<{ run: string }, RunState | null> = (loaded, env) =>
  loaded.run?.ownerEpoch === env.epoch ? { ok: true, changes: [], reply: null } : recoverRun(loaded, env);

/** The runtime ends in order: the run goes on at the next start, and nothing was lost that would count as a recovery. */
export const releaseRun: Decide<{ run: string }, null> = ({ run }, env) => {
  if (run === null || run.status !== 'running') return { ok: true, changes: [], reply: null };
  if (run.cancelRequested) return { ...endCancelled(run, env), reply: null };
  return { ok: true, changes: [putRun(run, [{ kind: 'released' }])], reply: null };
};

/** After a crash of the process or of the host: from its last checkpoint, in the queue again; or over, if it was being cancelled. */
export const recoverRun: Decide<{ run: string }, RunState | null> = ({ run, queue }, env) => {
  if (run === null || finalRunStatuses.has(run.status) || run.status === 'compensating')
    return { ok: true, changes: [], reply: null };
  if (run.cancelRequested) return endCancelled(run, env);
  if (run.status !== 'running') return { ok: true, changes: [], reply: null };
  const change = putRun(run, [{ kind: 'recovered' }]);
  const tooOften = recoveredTooOften(change.state, queue(run.queue) ?? freeLimits);
  if (tooOften === null) return { ok: true, changes: [change], reply: change.state };
  // In the transaction that counts it: a process that dies in between would try it again.
  return stopped(run, [{ kind: 'recovered' }], { error: tooOften, env });
};

function stopped(
  run: RunState,
  before: readonly RunEvent[],
  { error, env }: { readonly error: RunError; readonly env: Env },
): Extract<Outcome<RunState>, { ok: true }> {
  const change = putRun(run, [...before, { kind: 'stopped-for-attention', error, atMs: env.nowMs }]);
  return {
    ok: true,
    changes: [change, { put: 'timer-gone', runId: run.runId, path: null }, attention(run, error)],
    reply: change.state,
  };
}

export function refuse<R>(
  code: 'not-found' | 'not-allowed' | 'wrong-state' | 'refused' | 'stale' | 'invalid-input',
  message: string,
  hint?: string,
): Outcome<R> & { ok: false } {
  return { ok: false, error: hint === undefined ? { code, message } : { code, message, hint } };
}

export function refuseStale(run: RunState | null, activation: number): (Outcome<never> & { ok: false }) | null {
  if (run === null) return refuse('not-found', 'There is no such run.');
  if (run.activation !== activation || finalRunStatuses.has(run.status))
    return refuse('wrong-state', `Activation ${activation} of run ${run.runId} is over.`);
  return null;
}

function attention(run: RunState, error: RunError): Change {
  return {
    put: 'audit',
    entry: {
      kind: 'run.needs-attention',
      actor: systemActor,
      run: run.runId,
      facts: { code: error.code, message: error.message },
    },
  };
}
