import { egressOf } from '../../../shared/domain/egress.ts';
import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { Asking } from '../engine/command.ts';
import { cardOf, type ModelsDeps } from '../providers/models.ts';
import { probeEndpoint } from '../providers/probe.ts';
import type { EngineLine } from './engine-line.ts';

export interface EndpointDeskOptions {
  readonly engine: Pick<EngineLine, 'call'>;
  readonly models: ModelsDeps;
}

export interface EndpointDesk {
  'model.list'(): Promise<MethodOutput<'model.list'>>;
  'model.test'(input: MethodArguments<'model.test'>, asking: Asking): Promise<CapabilityCard>;
}

/** Model endpoints as the settings name them, with what is known of each, and their test. */
export function createEndpointDesk({ engine, models }: EndpointDeskOptions): EndpointDesk {
  return {
    async 'model.list'() {
      const [settings, cards] = await Promise.all([models.settings(), models.cards()]);
      const endpoints = settings.modelEndpoints.map(async (endpoint) => ({
        endpoint,
        card: cardOf(cards, endpoint),
        isListed: egressOf(settings.egress, endpoint.baseUrl) !== null,
        isKeyKept: endpoint.keyRef === null ? null : (await models.secrets.read(endpoint.keyRef)) !== null,
      }));
      return { endpoints: await Promise.all(endpoints), chains: settings.modelChains };
    },
    async 'model.test'({ endpointId, model }, { as }) {
      await engine.call({ method: 'model.leaveToTest', input: {}, as, command: null });
      const settings = await models.settings();
      const endpoint = settings.modelEndpoints.find((one) => one.endpointId === endpointId);
      if (endpoint === undefined)
        throw new LanekeeperError('not-found', `There is no model endpoint "${endpointId}". Nothing was asked.`);
      const card = await probeEndpoint(models, { endpoint, model, settings });
      await models.keepCard(endpointId, card);
      return card;
    },
  };
}
