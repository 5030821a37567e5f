import type { UndoPreview } from '../../../shared/domain/consequences.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { EffectState } from '../engine/states.ts';
import { seenEffect } from './consequences.ts';
import { isOpenUndo } from './open-undos.ts';

/** Most actions a preview lists; it always counts all. */
const mostListed = 200;

/** Where the undoing of a run stands. Every list is newest first, which is the order things are undone in. */
export interface UndoPlan {
  /** Done, with a declared way back, and not asked for since `sinceMs` or still open. */
  readonly toOpen: readonly EffectState[];
  /** Compensations that are done while what they undid does not say so yet. */
  readonly toMark: readonly { readonly done: EffectState; readonly by: EffectState }[];
  /** Compensations that are not over, whenever they were asked for: none is opened beside one. */
  readonly open: readonly EffectState[];
  /** Actions on their way at this moment: whether there is something to undo is not known yet. */
  readonly inFlight: readonly EffectState[];
  readonly undone: readonly EffectState[];
  /** Happened, and has not been undone. */
  readonly stands: readonly EffectState[];
  /** Happened, or may have, and stays: no way back is declared, or it is not known whether it happened. */
  readonly cannot: readonly EffectState[];
  /** Asked for since `sinceMs`, and not undone: refused, or the tool could not. */
  readonly notUndone: readonly { readonly done: EffectState; readonly by: EffectState }[];
}

/** Pure. `effects`: all of the run, with the compensations among them. */
export function undoPlan(effects: readonly EffectState[], sinceMs: AtMs): UndoPlan {
  const own = effects.filter((effect) => effect.compensates === null).toSorted(newestFirst);
  const all = effects.filter(({ compensates }) => compensates !== null);
  const undoing = all.filter(
    (effect) => effect.createdAtMs >= sinceMs || effect.changedAtMs >= sinceMs || isOpenUndo(effect),
  );
  const undoneBy = new Map(all.filter(({ status }) => status === 'done').map((undo) => [undo.compensates, undo]));
  const undoOf = new Map(undoing.map((effect) => [effect.compensates, effect]));
  // What a sandbox decided never happened.
  const done = own.filter(({ status, dispatches }) => status === 'done' && dispatches > 0);
  const pairs = done.flatMap((effect) => {
    const by = undoOf.get(effect.effectId);
    return by === undefined ? [] : [{ done: effect, by }];
  });
  return {
    toOpen: done.filter(
      ({ effectId, facts }) => facts.canCompensate && !undoOf.has(effectId) && !undoneBy.has(effectId),
    ),
    toMark: done.flatMap((effect) => {
      const by = undoneBy.get(effect.effectId);
      return by === undefined ? [] : [{ done: effect, by }];
    }),
    open: all.filter(isOpenUndo).toSorted((a, b) => (a.effectId < b.effectId ? -1 : 1)),
    inFlight: own.filter(({ status }) => status === 'dispatched'),
    stands: done,
    undone: own.filter(({ status }) => status === 'compensated'),
    cannot: own.filter(
      (effect) => effect.status === 'unknown' || (done.includes(effect) && !effect.facts.canCompensate),
    ),
    notUndone: pairs.filter(({ by }) => by.status === 'failed' || by.status === 'refused'),
  };
}

/** What a person sees before a run is cancelled or rolled back. */
export function undoPreviewOf(effects: readonly EffectState[]): UndoPreview {
  const plan = undoPlan(effects, Number.POSITIVE_INFINITY);
  const notes: string[] = [];
  if (plan.toOpen.length > 0)
    notes.push('Each is undone by an action of its own, newest first, and asks for a decision as any other.');
  if (plan.open.length > 0)
    notes.push(`${plan.open.length} of its actions have an undoing already that is not over; none is asked for twice.`);
  if (plan.inFlight.length > 0)
    notes.push(`${plan.inFlight.length} under way at this moment are undone once they are done.`);
  return {
    undo: { count: plan.toOpen.length, list: plan.toOpen.slice(0, mostListed).map(seenEffect) },
    cannot: { count: plan.cannot.length, list: plan.cannot.slice(0, mostListed).map(seenEffect) },
    undone: plan.undone.length,
    notes,
  };
}

function newestFirst(one: EffectState, other: EffectState): number {
  const apart = (other.intentAtMs ?? other.createdAtMs) - (one.intentAtMs ?? one.createdAtMs);
  return apart === 0 ? (one.effectId < other.effectId ? 1 : -1) : apart;
}
