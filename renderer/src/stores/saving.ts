import type { WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import { useWorkspace } from './workspace.ts';

/** Why nothing can be saved now; undefined while everything can. */
export function whyNothingIsSaved(status: Pick<WorkspaceStatus, 'degraded'> | null): string | undefined {
  if (status?.degraded?.code !== 'disk-full') return undefined;
  return 'The disk is full: nothing can be saved now. Free some space; this works again by itself.';
}

/** The same, followed. */
export function useWhyNothingIsSaved(): string | undefined {
  return useWorkspace((state) => whyNothingIsSaved(state.status));
}
