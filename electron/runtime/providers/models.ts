import { ModelError } from '../../../shared/domain/model-failure.ts';
import type { Models } from '../ports.ts';
import { createEmbedded, type EmbeddedDeps } from './embedded/embedded.ts';

export type ModelsDeps = EmbeddedDeps;

/** The models of a workspace. With no endpoint the embedded engine answers every call. */
export function createModels(deps: ModelsDeps): Models {
  const embedded = createEmbedded(deps);
  return {
    generate: embedded.generate,
    estimate: async () => ({ tokens: 0, money: [] }),
    begin: async () => null,
    follow: async ({ endpointId }) => {
      throw lost(endpointId);
    },
    cancel: async ({ endpointId }) => {
      throw lost(endpointId);
    },
  };
}

function lost(endpointId: string): ModelError {
  return new ModelError('response-lost', `There is no endpoint "${endpointId}" to ask for it.`, { endpointId });
}
