import { z } from 'zod';
import { secretName } from './egress.ts';
import { dataLabelSchema, modelPurposeSchema } from './model-call.ts';

/** What a million tokens cost, as decimal text in the currency's main unit. */
export const modelPriceSchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  input: pricePerMillion(),
  cachedInput: pricePerMillion(),
  output: pricePerMillion(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** What an endpoint was found able to do when it was last asked; null: not asked yet. */
export const capabilityCardSchema = z.object({
  atMs: z.number(),
  /** The address that was asked; a card of another one says nothing. */
  baseUrl: z.string(),
  /** The model that was asked. */
  model: z.string(),
  api: z.enum(['responses', 'chat-completions']),
  models: z.array(z.string()),
  checks: z.array(
    z.object({
      id: z.enum([
        'reachable',
        'streaming',
        'tools',
        'parallel-tools',
        'json-schema',
        'usage',
        'background',
        'reasoning',
      ]),
      isOk: z.boolean(),
      detail: z.string(),
    }),
  ),
});
export type CapabilityCard = z.infer<typeof capabilityCardSchema>;

/** A place that answers model calls. Where it may be reached is said by the egress list. */
export const modelEndpointSchema = z.strictObject({
  endpointId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: z.string().min(1).max(120),
  kind: z.enum(['openai', 'azure', 'compatible']),
  /** With its path, such as `http://127.0.0.1:11434/v1`. */
  baseUrl: z.string().max(500).refine(isBaseUrl, 'is no address such as http://127.0.0.1:11434/v1'),
  /** Azure: the api version; null elsewhere. */
  apiVersion: z.string().max(40).nullable(),
  /** Name of the kept secret; null: it asks for none. */
  keyRef: secretName().nullable(),
  /** On the operator's machine or network: personal and secret text may go there. */
  isLocal: z.boolean(),
  /** PEM of the authority that signed its certificate, where the machine does not know it. */
  caPem: z.string().max(100_000).nullable(),
  /** By model name; `*` is every other model. */
  prices: z.record(z.string().min(1).max(200), modelPriceSchema),
  /** Until the first byte, and between two; ms. */
  timeoutMs: z.number().int().min(1_000).max(3_600_000),
});
export type ModelEndpoint = z.infer<typeof modelEndpointSchema>;

export const modelLinkSchema = z.strictObject({
  endpointId: z.string().min(1).max(40),
  model: z.string().min(1).max(200),
});
export type ModelLink = z.infer<typeof modelLinkSchema>;

/** Who is asked for a purpose, in this order; last always the embedded engine. */
export const modelChainSchema = z.strictObject({
  purpose: modelPurposeSchema,
  links: z.array(modelLinkSchema).max(10),
  /** Another chain for text of these labels; `personal` and `secret` never leave local endpoints, whatever stands here. */
  ofLabels: z.array(dataLabelSchema),
});
export type ModelChain = z.infer<typeof modelChainSchema>;

export const modelEndpointsSchema = z
  .array(modelEndpointSchema)
  .max(50)
  .refine((list) => new Set(list.map(({ endpointId }) => endpointId)).size === list.length, 'names an endpoint twice');

export const modelChainsSchema = z
  .array(modelChainSchema)
  .max(40)
  .refine((list) => new Set(list.map(chainKey)).size === list.length, 'has two chains for the same purpose and labels');

/** There is one chain for a purpose, and one for each label of it. */
function chainKey({ purpose, ofLabels }: ModelChain): string {
  return `${purpose}/${ofLabels.toSorted().join(',')}`;
}

/** The place it is at, as the egress list names places. */
export function originOf(baseUrl: string): string {
  return /^https?:\/\/[^/?#]+/.exec(baseUrl)?.[0] ?? '';
}

/** A price is written out: 0.15, not 15e-2. */
function pricePerMillion() {
  return z.string().regex(/^\d{1,7}(?:\.\d{1,9})?$/, 'is no price such as 0.15');
}

/** Scheme, host and path in small letters as far as a URL has them so, without user, query or fragment. */
function isBaseUrl(text: string): boolean {
  return /^https?:\/\/[a-z0-9.[\]:-]+(?:\/[^\s?#]*)?$/.test(text);
}
