import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { ModelsDeps } from '../providers/models.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

export interface ModelConfigOptions {
  readonly engine: Pick<EngineLine, 'call'>;
  readonly screens: Pick<ReadLine, 'ask'>;
}

/** What model calls go by, as it stands in the workspace at each call. */
export function createModelConfig({
  engine,
  screens,
}: ModelConfigOptions): Pick<ModelsDeps, 'settings' | 'cards' | 'keepCard'> {
  return {
    settings: async () => (await screens.ask('settings.show', {})) as Settings,
    cards: async () => (await screens.ask('model.cards', {})) as Record<string, CapabilityCard>,
    async keepCard(endpointId, card) {
      await engine.call({ method: 'model.keepCard', input: { endpointId, card }, as: null, command: null });
    },
  };
}
