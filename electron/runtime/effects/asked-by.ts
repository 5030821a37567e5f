import type { EffectState, RunState } from '../engine/states.ts';

/** Who asked for just this effect, where that is not who started its run (A13); null: nobody else did. */
export function askedBy({ compensates, facts }: EffectState, run: Pick<RunState, 'askedBy'> | null): string | null {
  return compensates === null ? (run?.askedBy ?? null) : (facts.undo?.askedBy ?? null);
}
