import { z } from 'zod';
import { dataLabelSchema, modelPurposeSchema } from './model-call.ts';

/** What a million tokens cost, as decimal text in the currency's main unit. */
export const modelPriceSchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  input: z.string(),
  cachedInput: z.string(),
  output: z.string(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** What an endpoint was found able to do when it was last asked; null: not asked yet. */
export const capabilityCardSchema = z.object({
  atMs: z.number(),
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
  baseUrl: z.string().max(500),
  /** Azure: the api version; null elsewhere. */
  apiVersion: z.string().max(40).nullable(),
  /** Name of the kept secret; null: it asks for none. */
  keyRef: z.string().nullable(),
  /** On the operator's machine or network: personal and secret text may go there. */
  isLocal: z.boolean(),
  /** PEM of the authority that signed its certificate, where the machine does not know it. */
  caPem: z.string().max(100_000).nullable(),
  /** By model name. */
  prices: z.record(z.string(), modelPriceSchema),
  /** Until the first byte, and between two; ms. */
  timeoutMs: z.number().int().min(1_000).max(3_600_000),
});
export type ModelEndpoint = z.infer<typeof modelEndpointSchema>;

/** Who is asked for a purpose, in this order; last always the embedded engine. */
export const modelChainSchema = z.object({
  purpose: modelPurposeSchema,
  links: z.array(z.object({ endpointId: z.string(), model: z.string() })).max(10),
  /** Another chain for text of these labels; `personal` and `secret` never leave local endpoints, whatever stands here. */
  ofLabels: z.array(dataLabelSchema),
});
export type ModelChain = z.infer<typeof modelChainSchema>;
