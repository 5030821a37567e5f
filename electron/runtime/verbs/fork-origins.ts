import type { EffectState, RunState } from '../engine/states.ts';

/** Forks of forks are looked back at this far. */
const mostOrigins = 100;

/** The effects of the run this one was forked from, of that one's origin, and so on, nearest first. */
export function effectsOfOrigins(
  run: Pick<RunState, 'origin'>,
  load: (runId: string) => Pick<RunState, 'origin'> | null,
  effectsOf: (runId: string) => readonly EffectState[],
): readonly (readonly EffectState[])[] {
  const found: (readonly EffectState[])[] = [];
  for (let at: Pick<RunState, 'origin'> | null = run; at?.origin?.kind === 'fork' && found.length < mostOrigins;) {
    const { runId } = at.origin;
    found.push(effectsOf(runId));
    at = load(runId);
  }
  return found;
}
