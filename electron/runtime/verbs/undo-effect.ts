import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Decide, Outcome } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import { effectSummary } from '../engine/summaries.ts';
import { by } from './by.ts';
import { openUndo } from './open-undo.ts';
import { isOpenUndo } from './open-undos.ts';

/**
 * Undoes one action, for a person who asked for that alone: its undoing is opened as that of a whole run is, and nothing
 * reaches a tool from here. The reply is the undoing as it stands with the commit.
 */
export function undoEffect(
  person: Person,
  asked: { readonly effectId: string; readonly reason: string },
  /** Looked up inside the transaction. */
  undosOf: (effectId: string) => readonly EffectState[],
): Decide<{ effect: string; run: string; release: string }, EffectSummary> {
  return (loaded, env) => {
    const { effect: bundle, run, release } = loaded;
    if (bundle === null || run === null || release === null)
      return refuse('not-found', `There is no effect ${asked.effectId}.`);
    const done = bundle.effect;
    const undos = undosOf(done.effectId);
    const why = whyNot(done, run, undos);
    if (why !== null) return why;
    const asking = { askedBy: person.personId, reason: asked.reason, isAlone: true };
    const { actor } = by(person);
    const { changes, settled } = openUndo({ done, earlier: undos.length, asked: asking, actor }, run, loaded, env);
    const { effect, approval } = settled;
    return {
      ok: true,
      changes: [
        ...changes,
        putRun(run, [{ kind: 'effect-opened', waitsForDecision: approval !== null }]),
        {
          put: 'audit',
          entry: {
            ...by(person),
            kind: 'effect.undo-asked',
            run: run.runId,
            step: done.path,
            effect: effect.effectId,
            approval: effect.approvalId,
            facts: { tool: done.toolId, undoes: done.effectId, reason: asked.reason },
          },
        },
      ],
      reply: effectSummary(effect),
    };
  };
}

function whyNot(
  done: EffectState,
  run: RunState,
  undos: readonly EffectState[],
): (Outcome<never> & { ok: false }) | null {
  if (done.status !== 'done')
    return refuse('wrong-state', `Only an action that ran can be rolled back; this one is ${done.status}.`, kept);
  if (done.dispatches === 0)
    return unsupported('It was decided in a sandbox: nothing was sent, so there is nothing to undo.');
  if (!done.facts.canCompensate)
    return unsupported(`${done.toolId} declares no way to undo this; it cannot be undone.`);
  if (run.status === 'compensating')
    return refuse('wrong-state', 'What its run did is being undone, this with it.', 'Decide on it in the inbox.');
  const open = undos.find(isOpenUndo);
  if (open === undefined) return null;
  return refuse(
    'wrong-state',
    `It was asked already that this is undone; that is ${open.status} now.`,
    open.status === 'unknown'
      ? `Find out whether it was undone, and settle ${open.effectId}.`
      : open.approvalId === null
        ? 'Nothing was changed.'
        : `Decide on it in the inbox: ${open.approvalId}.`,
  );
}

const kept = 'Nothing was changed.';

function unsupported(message: string): Outcome<never> & { ok: false } {
  return { ok: false, error: { code: 'unsupported', message, hint: kept } };
}
