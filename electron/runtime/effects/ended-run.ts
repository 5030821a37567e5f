import type { EffectState, RunState } from '../engine/states.ts';

/** Whether an effect has outlived its run. One that undoes what an ended run did was asked for after the end. */
export function isLeftOver(effect: EffectState, run: RunState | null): boolean {
  return run?.finishedAtMs != null && effect.createdAtMs <= run.finishedAtMs;
}
