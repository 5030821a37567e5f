import type { Stop, StopScope } from './workspace.ts';

/** What of an action a stop looks at. */
export interface Stoppable {
  readonly agentId: string;
  readonly toolId: string;
  readonly effectClass: string;
}

/** Whether an emergency stop of this scope covers an action. */
export function stopCovers(scope: StopScope, action: Stoppable): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'agent':
      return scope.id === action.agentId;
    case 'tool':
      return scope.id === action.toolId;
    case 'class':
      return scope.id === action.effectClass;
  }
}

/** The stop that holds an action, or null. */
export function stopOver(stops: readonly Stop[], action: Stoppable): Stop | null {
  return stops.find(({ scope }) => stopCovers(scope, action)) ?? null;
}

/** What a stop holds: `all effects`, `the tool reply.send`. */
export function stoppedWhat(scope: StopScope): string {
  return scope.kind === 'all' ? 'all effects' : `the ${scope.kind} ${scope.id}`;
}

/** What a stop found on its way: both are easily taken for done. Empty when there was nothing. */
export function stopFound({ held, inFlight }: { readonly held: number; readonly inFlight: number }): string {
  const waits = held === 1 ? '1 approved action waits' : `${held} approved actions wait`;
  const begun = inFlight === 1 ? '1 had begun: what becomes of it' : `${inFlight} had begun: what becomes of them`;
  return [
    ...(held === 0 ? [] : [`${waits} for a decision again.`]),
    ...(inFlight === 0 ? [] : [`${begun} is told when it is known.`]),
  ].join(' ');
}
