import type { EffectState, RunState } from '../engine/states.ts';

/**
 * Whether an effect has outlived its run, also while what the run did is being undone. One that undoes was asked for
 * after the end, and one that a person asked for by itself has no need of the run.
 */
export function isLeftOver(effect: EffectState, run: RunState | null): boolean {
  if (run === null || effect.facts.undo?.isAlone === true) return false;
  if (run.status === 'compensating') return effect.compensates === null;
  return run.finishedAtMs !== null && effect.createdAtMs <= run.finishedAtMs;
}
