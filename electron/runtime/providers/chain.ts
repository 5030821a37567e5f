import type { DataLabel, GenerateRequest, PassedOver } from '../../../shared/domain/model-call.ts';
import type { ModelChain, ModelEndpoint, ModelLink } from '../../../shared/domain/model-endpoint.ts';
import type { ModelError } from '../../../shared/domain/model-failure.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';

type Chains = Pick<Settings, 'modelEndpoints' | 'modelChains'>;
type Asked = Pick<GenerateRequest, 'purpose' | 'labels'>;

export interface Link {
  readonly endpoint: ModelEndpoint;
  readonly model: string;
}

/** Texts of these labels stay on local endpoints, whatever a chain says. */
const staysLocal: ReadonlySet<DataLabel> = new Set(['personal', 'secret']);

/** Who is asked, in this order, and who of the chain may not be. */
export function linksFor(
  { modelEndpoints, modelChains }: Chains,
  asked: Asked,
): { readonly links: readonly Link[]; readonly passedOver: readonly PassedOver[] } {
  const kept = asked.labels.filter((label) => staysLocal.has(label));
  const links: Link[] = [];
  const passedOver: PassedOver[] = [];
  for (const { endpointId, model } of chainOf(modelChains, asked)) {
    const endpoint = modelEndpoints.find((one) => one.endpointId === endpointId);
    if (endpoint === undefined) passedOver.push({ endpointId, reason: 'is not there any more', mayCost: false });
    else if (kept.length > 0 && !endpoint.isLocal)
      passedOver.push({ endpointId, reason: `is not local, and the text is ${kept.join(' and ')}`, mayCost: false });
    else links.push({ endpoint, model });
  }
  return { links, passedOver };
}

/**
 * The chain of a purpose for the strictest label it has one for. A purpose without a chain of its own has the one of
 * `chat`.
 */
function chainOf(chains: readonly ModelChain[], { purpose, labels }: Asked): readonly ModelLink[] {
  for (const wanted of [purpose, 'chat']) {
    const own = chains.filter((chain) => chain.purpose === wanted);
    const found =
      strictest
        .map((label) => labels.includes(label) && own.find(({ ofLabels }) => ofLabels.includes(label)))
        .find((chain) => typeof chain === 'object') ?? own.find(({ ofLabels }) => ofLabels.length === 0);
    if (typeof found === 'object') return found.links;
  }
  return [];
}

const strictest: readonly DataLabel[] = ['secret', 'personal', 'internal', 'public'];

/** The endpoint is down, so the next is asked. A limit is waited for, and what had begun is not asked elsewhere. */
export function isDown({ code }: ModelError): boolean {
  return code === 'model-unavailable' || code === 'model-timeout';
}
