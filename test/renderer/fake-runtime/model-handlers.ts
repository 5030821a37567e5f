import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import { egressOf } from '../../../shared/domain/egress.ts';
import type { Handlers } from './handlers.ts';

/** Model endpoints as the settings name them, each able to do everything but work in the background. */
export const modelHandlers: Pick<Handlers, 'model.list' | 'model.test'> = {
  'model.list': (_, { state }) => ({
    endpoints: state.settings.modelEndpoints.map((endpoint) => ({
      endpoint,
      card: null,
      isListed: egressOf(state.settings.egress, endpoint.baseUrl) !== null,
      isKeyKept: endpoint.keyRef === null ? null : true,
    })),
    chains: state.settings.modelChains,
  }),
  'model.test': ({ endpointId, model }, { state }) => {
    const baseUrl = state.settings.modelEndpoints.find((one) => one.endpointId === endpointId)?.baseUrl ?? '';
    const ids = ['reachable', 'streaming', 'usage', 'reasoning', 'tools', 'parallel-tools', 'json-schema'] as const;
    const checks: CapabilityCard['checks'] = ids.map((id) => ({ id, isOk: true, detail: 'as it should' }));
    checks.push({ id: 'background', isOk: false, detail: 'it has no background mode' });
    return { atMs: 0, baseUrl, model, api: 'responses', models: [model], checks };
  },
};
