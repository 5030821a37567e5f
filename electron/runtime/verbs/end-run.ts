import type { Person } from '../../../shared/domain/person.ts';
import type { RunError, RunSummary } from '../../../shared/domain/run.ts';
import type { Change, Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { EffectState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { canCancel, canKill } from './allowed.ts';
import { systemActor } from '../engine/audit-entry.ts';
import { by } from './by.ts';
import { undoPlan } from './undo-plan.ts';

/**
 * Cooperative: a run at work in a host is told, any other ends with the commit, also one that waits inside its host:
 * nobody may be left to answer for it. Finished steps and artifacts are kept; what it did and can be undone is undone
 * then.
 */
export function cancelRun(
  /** Nobody: its deadline has passed, or its parent has ended. */
  person: Person | 'deadline' | 'parent',
  { reason, undo }: { readonly reason: string; readonly undo: boolean },
  /** Of the run as it is in a host now; undefined when it is in none. */
  liveActivation: () => number | undefined,
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canCancel(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const inHost = run.status === 'running' && liveActivation() === run.activation;
    const { toOpen, inFlight } = undoPlan(effectsOf(run.runId), env.nowMs);
    // One in a host may still do something before it lets go.
    const isUndone = undo && (inHost || toOpen.length + inFlight.length > 0);
    const who = typeof person === 'string' ? `its ${person}` : person.printedName;
    const personId = typeof person === 'string' ? null : person.personId;
    const wanted = isUndone ? { by: who, personId, reason, atMs: env.nowMs } : null;
    const change = putRun(run, [
      {
        kind: 'cancel-requested',
        undo: wanted,
        leavesInPlace: !undo,
        error: typeof person === 'string' ? endedBy[person] : cancelledBy(person, reason, undo),
      },
      ...(inHost ? [] : [{ kind: 'cancelled' as const, atMs: env.nowMs }]),
    ]);
    const changes: Change[] = [
      change,
      {
        put: 'audit',
        entry: {
          ...(typeof person === 'string' ? { actor: systemActor } : by(person)),
          kind: 'run.cancel-requested',
          run: run.runId,
          facts: { reason },
        },
      },
    ];
    if (!inHost) changes.push({ put: 'timer-gone', runId: run.runId, path: null });
    return { ok: true, changes, reply: runSummary(change.state) };
  };
}

const endedBy = {
  deadline: {
    code: 'deadline-passed',
    message: 'Its deadline passed before it had ended, so it was cancelled.',
    hint: 'Finished steps and artifacts are kept. Retry it from the step it had come to; a retry has no deadline.',
  },
  parent: {
    code: 'parent-ended',
    message: 'The run that started it has ended, or goes on without it, so it was cancelled.',
    hint: 'Finished steps and artifacts are kept. Retry it if it is wanted for itself.',
  },
} as const;

/** What its page says from the moment it is asked for: by whom, why, and what becomes of what it did. */
function cancelledBy({ printedName }: Person, reason: string, undo: boolean): RunError {
  const whatFollows = undo
    ? 'What it did and declares a way to undo is undone after a decision.'
    : 'What it had done is still in place.';
  return {
    code: 'cancelled',
    message: `${printedName} cancelled this run${reason === '' ? '' : `: ${reason}`}.`,
    hint: `${whatFollows} Finished steps and artifacts are kept.`,
  };
}

/** At once, and final: its step is cut off wherever it is, and nothing that was done is undone, or no more of it. */
export function killRun(
  person: Person | 'parent',
  reason: string,
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canKill(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const error = {
      code: 'killed',
      message: `${person === 'parent' ? 'The end of its parent' : person.printedName} killed this run${reason === '' ? '' : `: ${reason}`}.`,
      hint: `${run.status === 'compensating' ? howFarUndone(effectsOf(run.runId)) : 'Nothing was undone: what it had done is still in place.'} Finished steps and artifacts are kept.`,
    };
    const change = putRun(run, [{ kind: 'killed', error, atMs: env.nowMs }]);
    return {
      ok: true,
      changes: [
        change,
        { put: 'timer-gone', runId: run.runId, path: null },
        {
          put: 'audit',
          entry: {
            ...(person === 'parent' ? { actor: systemActor } : by(person)),
            kind: 'run.killed',
            run: run.runId,
            facts: { reason },
          },
        },
      ],
      reply: runSummary(change.state),
    };
  };
}

/** A killed run was in the middle of being undone: what is withdrawn with it, and what is not called back. */
function howFarUndone(effects: readonly EffectState[]): string {
  const { undone, open, stands } = undoPlan(effects, Number.POSITIVE_INFINITY);
  const underWay = open.filter(({ status }) => status === 'dispatched' || status === 'unknown').length;
  const all = undone.length + stands.length;
  const left = stands.length - underWay;
  return [
    `${undone.length} of ${all} actions had been undone.`,
    ...(underWay > 0 ? [`The undoing of ${underWay} is on its way and is not called back.`] : []),
    ...(left > 0 ? [`${left} ${left === 1 ? 'stays' : 'stay'} in place.`] : []),
  ].join(' ');
}
