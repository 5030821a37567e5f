import { effectClasses } from '../../../shared/domain/effect.ts';
import type { StopScope } from '../../../shared/domain/workspace.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Stores } from '../store/stores.ts';
import { toolRegistry } from '../tools/registry.ts';

/** Refuses a stop of what is not there: it would hold nothing, while whoever engaged it takes it for held. */
export function refuseEmptyScope(scope: StopScope, { workspace }: Pick<Stores, 'workspace'>): void {
  if (scope.kind === 'all') return;
  const { kind, id } = scope;
  const isThere =
    kind === 'class'
      ? effectClasses.some((one) => one === id)
      : kind === 'agent'
        ? workspace.releasesOf(id).length > 0
        : toolRegistry.has(id) || workspace.namesTool(id);
  if (isThere) return;
  const known = kind === 'class' ? effectClasses : kind === 'tool' ? [...toolRegistry.keys()] : null;
  throw new LanekeeperError('not-found', `There is no ${kind} "${id}". Nothing was stopped.`, {
    hint: `${known === null ? 'The list of agents shows those there are.' : `There are ${known.join(', ')}.`} Stopping everything needs no name.`,
  });
}
