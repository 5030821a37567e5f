import type OpenAI from 'openai';
import { egressOf } from '../../../../shared/domain/egress.ts';
import { originOf, type ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { ModelError } from '../../../../shared/domain/model-failure.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { Clock, Secrets } from '../../ports.ts';
import type { Resolve } from '../../tools/http-send/checked-address.ts';
import { openWire, type Wire } from './wire.ts';

export interface ClientDeps {
  readonly clock: Clock;
  readonly resolve: Resolve;
  readonly secrets: Secrets;
}

export interface OpenClient {
  readonly client: OpenAI;
  readonly wire: Wire;
  readonly secrets: readonly string[];
}

/** The library asks for a key; the real one is put on where the request leaves. */
const noKey = 'kept-elsewhere';
/** Over the endpoint's own time, which the wire counts: the library's only catches what that would not. */
const libraryMarginMs = 15_000;

/**
 * A client for one request to one endpoint. Loads the library with the first one. Fails where the endpoint's place is not
 * listed or its key is not kept; nothing is sent then.
 */
export async function openClient(
  { clock, resolve, secrets }: ClientDeps,
  endpoint: ModelEndpoint,
  { egress }: Pick<Settings, 'egress'>,
): Promise<OpenClient> {
  const { endpointId, title, baseUrl, apiVersion, keyRef } = endpoint;
  const entry = egressOf(egress, baseUrl);
  if (entry === null)
    throw new ModelError(
      'egress-denied',
      `${title} is at ${originOf(baseUrl)}, which is not listed. Nothing was sent.`,
      {
        endpointId,
        hint: `List it: \`lanekeeper egress allow ${originOf(baseUrl)}\`, or Settings, Places outside.`,
      },
    );
  const key = keyRef === null ? null : await secrets.read(keyRef);
  if (keyRef !== null && key === null)
    throw new ModelError(
      'model-unauthorised',
      `${title} asks for the secret "${keyRef}", which is not kept. Nothing was sent.`,
      {
        endpointId,
        hint: `Keep it: \`lanekeeper secrets set ${keyRef}\`.`,
      },
    );
  const { OpenAI: Client, AzureOpenAI } = await import('openai');
  const wire = openWire({ endpoint, entry, authorization: authorizationOf(endpoint, key), resolve, clock });
  // Everything the library would otherwise take from the environment is said here.
  const options = {
    apiKey: noKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: endpoint.timeoutMs + libraryMarginMs,
    logLevel: 'off',
    fetch: wire.fetch,
  } as const;
  const client =
    endpoint.kind === 'azure' && apiVersion !== null
      ? new AzureOpenAI({ ...options, apiVersion })
      : new Client(options);
  return { client, wire, secrets: key === null ? [] : [key] };
}

function authorizationOf({ kind }: ModelEndpoint, key: string | null): Record<string, string> {
  if (key === null) return {};
  return kind === 'azure' ? { 'api-key': key } : { authorization: `Bearer ${key}` };
}
