import type { EffectState } from '../engine/states.ts';

const settled: ReadonlySet<EffectState['status']> = new Set(['done', 'failed', 'refused', 'compensated']);

/** Whether this undoes another and is not over; one of unknown outcome is not until a person settles it. */
export function isOpenUndo({ compensates, status }: EffectState): boolean {
  return compensates !== null && !settled.has(status);
}
