import { stopOver, stoppedWhat } from '../../../shared/domain/stop-scope.ts';
import type { Stoppable } from '../../../shared/domain/stop-scope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';

/** Why an action cannot be approved while an emergency stop covers it, and what to do; undefined when none does. */
export function stoppedWords(stops: readonly Stop[], action: Stoppable): string | undefined {
  const stop = stopOver(stops, action);
  if (stop === null) return undefined;
  return `${stop.by} stopped ${stoppedWhat(stop.scope)}. The item is kept and still waits: lift the emergency stop, then approve it. Rejecting is possible now.`;
}
