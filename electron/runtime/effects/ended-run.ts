import type { EffectState, RunState } from '../engine/states.ts';

/**
 * Whether an effect has outlived its run. One that undoes what an ended run did was asked for after the end, and one
 * that a person asked for by itself has no need of the run.
 */
export function isLeftOver(effect: EffectState, run: RunState | null): boolean {
  if (effect.facts.undo?.isAlone === true) return false;
  return run?.finishedAtMs != null && effect.createdAtMs <= run.finishedAtMs;
}
