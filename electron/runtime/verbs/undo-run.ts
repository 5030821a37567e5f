import type { Person } from '../../../shared/domain/person.ts';
import type { RunError, RunSummary } from '../../../shared/domain/run.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Change, Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { canRollBack } from './allowed.ts';
import { by } from './by.ts';
import { letterEnd } from '../queues/letter-end.ts';
import { openUndo, type UndoKeys } from './open-undo.ts';
import { undoPlan } from './undo-plan.ts';

/** Rolls a finished run back: its status says so from this commit on, and the rest follows from the rows. */
export function rollBackRun(
  person: Person,
  reason: string,
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunSummary> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canRollBack(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const { toOpen, open, cannot } = undoPlan(effectsOf(run.runId), env.nowMs);
    if (toOpen.length === 0)
      return refuse(
        'refused',
        open.length > 0
          ? `What of it can be undone is being undone already: ${open.length} of its actions have an undoing that is open.`
          : cannot.length === 0
            ? 'Nothing this run did is still in place.'
            : `None of the ${cannot.length} actions of this run that happened declares a way to be undone.`,
        'Nothing was changed.',
      );
    const change = putRun(run, [
      { kind: 'undo-begun', undo: { by: person.printedName, personId: person.personId, reason, atMs: env.nowMs } },
    ]);
    const facts = { reason, actions: toOpen.length, cannot: cannot.length };
    return {
      ok: true,
      changes: [
        change,
        letterEnd('rolled-back', run.runId, { by: person, reason, env }),
        { put: 'audit', entry: { ...by(person), kind: 'run.rolled-back', run: run.runId, facts } },
      ],
      reply: runSummary(change.state),
    };
  };
}

/**
 * Opens the compensations of these effects, in this order: each is an effect of its own, judged by the policy and, where
 * that says so, decided by a person.
 */
export function openUndos(
  effects: (run: RunState) => readonly EffectState[],
  earlier: (done: EffectState) => number,
): Decide<UndoKeys, number> {
  return (loaded, env) => {
    const { run, release } = loaded;
    if (run === null || release === null || run.status !== 'compensating') return { ok: true, changes: [], reply: 0 };
    const { personId = null, reason = '' } = run.undo ?? {};
    const asked = { askedBy: personId, reason, isAlone: false };
    const changes: Change[] = [];
    const events: RunEvent[] = [];
    const dones = effects(run);
    for (const done of dones) {
      const { settled, ...opened } = openUndo(
        { done, earlier: earlier(done), asked, actor: systemActor },
        run,
        loaded,
        env,
      );
      changes.push(...opened.changes);
      events.push({ kind: 'effect-opened', waitsForDecision: settled.approval !== null });
    }
    if (events.length > 0) changes.push(putRun(run, events));
    return { ok: true, changes, reply: dones.length };
  };
}

/** Everything that can be undone was tried: the run says how far that came. */
export function endUndo(
  effectsOf: (runId: string) => readonly EffectState[],
): Decide<{ run: string }, RunState | null> {
  return ({ run }, env) => {
    if (run === null || run.status !== 'compensating') return { ok: true, changes: [], reply: null };
    const plan = undoPlan(effectsOf(run.runId), run.undo?.atMs ?? 0);
    if (plan.toOpen.length + plan.toMark.length + plan.open.length + plan.inFlight.length > 0)
      return { ok: true, changes: [], reply: null };
    const atMs = env.nowMs;
    const undone = plan.undone.length;
    const left = plan.notUndone;
    const error: RunError | null =
      left.length === 0
        ? null
        : {
            code: 'not-all-undone',
            message: `${undone} of ${undone + left.length} actions were undone. First of the others: ${left[0]?.done.title ?? ''}: ${left[0]?.by.causeDetail ?? 'it was refused'}`,
            hint: 'They are still in place. Look at each under Effects, then roll back again or leave them.',
          };
    const status = left.length > 0 ? 'needs-attention' : undone > 0 ? 'compensated' : 'cancelled';
    const change = putRun(run, [{ kind: 'undo-ended', status, error, atMs }]);
    const facts = { undone, left: left.length, cannot: plan.cannot.length };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { kind: 'run.undo-ended', actor: systemActor, run: run.runId, facts } }],
      reply: change.state,
    };
  };
}
