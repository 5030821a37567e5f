import { readFile } from 'node:fs/promises';
import { modelEndpointSchema, originOf, type ModelEndpoint } from '../../../shared/domain/model-endpoint.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { readSpan } from '../arguments/span.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { plain } from '../output/words.ts';
import { oneOf } from './models.ts';

const kinds = ['openai', 'azure', 'compatible'] as const;

export const modelsAdd = command({
  name: 'models add',
  operands: 'ENDPOINT',
  takes: { least: 1, most: 1 },
  about: 'add an endpoint that answers model calls, or put another in its place',
  details: `Its place has to be on the egress list (egress allow), its key is kept with secrets set and named here.
Prices are for a million tokens: --price 'gpt-5=1.25,0.125,10 USD' is what goes in, what of it was cached, and what comes
out; the model * is every other one.`,
  kind: 'changes',
  options: {
    url: {
      type: 'string',
      value: 'URL',
      about: 'its base, such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1',
    },
    kind: { type: 'string', value: 'KIND', about: `${kinds.join(', ')} (default: openai)` },
    title: { type: 'string', value: 'TEXT', about: 'its name for people (default: its id)' },
    key: { type: 'string', value: 'SECRET', about: 'the kept secret that is its key' },
    local: { type: 'boolean', about: 'it is on this machine or network: personal and secret text may go there' },
    'api-version': { type: 'string', value: 'VERSION', about: 'azure: the version of its interface' },
    ca: { type: 'string', value: 'FILE', about: 'the certificate (PEM) of the authority that signed its own' },
    timeout: { type: 'string', value: 'SPAN', about: 'until its first byte, and between two (default: 1m)' },
    price: {
      type: 'string',
      value: 'MODEL=IN,CACHED,OUT CURRENCY',
      multiple: true,
      about: 'what a million tokens cost',
    },
  },
  async run({ operands: [endpointId = ''], options, session }) {
    const caPem = options.ca === undefined ? null : await readCertificate(options.ca);
    const read = modelEndpointSchema.safeParse({
      endpointId,
      title: options.title ?? endpointId,
      kind: oneOf(kinds, options.kind ?? 'openai', 'kind of endpoint'),
      baseUrl: (options.url ?? '').replace(/\/+$/, ''),
      apiVersion: options['api-version'] ?? null,
      keyRef: options.key ?? null,
      isLocal: options.local,
      caPem,
      prices: Object.fromEntries(options.price.map(readPrice)),
      timeoutMs: readSpan('timeout', options.timeout, 60_000),
    } satisfies { [K in keyof ModelEndpoint]: unknown });
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new UsageError(
        `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be added'}. Nothing was changed.`,
      );
    }
    const open = await session();
    const { modelEndpoints, egress } = await open.ask('settings.show', {});
    const others = modelEndpoints.filter((one) => one.endpointId !== endpointId);
    await open.act('settings.change', { modelEndpoints: [...others, read.data] });
    const origin = originOf(read.data.baseUrl);
    const isListed = egress.some((entry) => entry.origin === origin);
    const next = isListed
      ? `Next: lanekeeper models test ${endpointId} MODEL`
      : `Next: lanekeeper egress allow ${origin}${read.data.isLocal ? ' --private' : ''}`;
    return { exit: 0, value: read.data, text: `${plain(read.data.title)} is added at ${read.data.baseUrl}.`, next };
  },
});

export const modelsRemove = command({
  name: 'models remove',
  operands: 'ENDPOINT',
  takes: { least: 1, most: 1 },
  about: 'remove an endpoint, and take it out of every chain',
  kind: 'changes',
  options: {},
  async run({ operands: [endpointId = ''], session }) {
    const open = await session();
    const { modelEndpoints, modelChains } = await open.ask('settings.show', {});
    const left = modelEndpoints.filter((one) => one.endpointId !== endpointId);
    if (left.length === modelEndpoints.length)
      throw new LanekeeperError('not-found', `There is no endpoint "${plain(endpointId)}". Nothing was changed.`, {
        hint: `There are: ${modelEndpoints.map((one) => one.endpointId).join(', ') || 'none'}.`,
      });
    const chains = modelChains
      .map((chain) => ({ ...chain, links: chain.links.filter((link) => link.endpointId !== endpointId) }))
      .filter(({ links }) => links.length > 0);
    const changed = await open.act('settings.change', { modelEndpoints: left, modelChains: chains });
    return { exit: 0, value: changed.modelEndpoints, text: `"${plain(endpointId)}" is removed.` };
  },
});

async function readCertificate(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--ca ${plain(path)} cannot be read (${error.code ?? error.message}).`);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca ${plain(path)} holds no certificate (PEM).`);
  return text;
}

function readPrice(text: string): [string, ModelEndpoint['prices'][string]] {
  const found = /^(.+)=([\d.]+),([\d.]+),([\d.]+)\s+([A-Z]{3})$/.exec(text.trim());
  if (found === null) throw new UsageError(`--price ${plain(text)} is none such as 'gpt-5=1.25,0.125,10 USD'.`);
  const [, model = '', input = '', cachedInput = '', output = '', currency = ''] = found;
  return [model, { currency, input, cachedInput, output }];
}
