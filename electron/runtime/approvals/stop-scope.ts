import type { StopScope } from '../../../shared/domain/workspace.ts';

/** Whether an emergency stop of this scope covers an action. */
export function stopCovers(
  scope: StopScope,
  action: { readonly agentId: string; readonly toolId: string; readonly effectClass: string },
): boolean {
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
