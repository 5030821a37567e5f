import { z } from 'zod';
import { capabilityCardSchema, modelChainSchema, modelEndpointSchema } from '../domain/model-endpoint.ts';

export const listedEndpointSchema = z.object({
  endpoint: modelEndpointSchema,
  /** What it was found able to do; null: it was not tested, or its address changed since. */
  card: capabilityCardSchema.nullable(),
  /** Whether its place is on the egress list. */
  isListed: z.boolean(),
  /** Null: it asks for no key. */
  isKeyKept: z.boolean().nullable(),
});
export type ListedEndpoint = z.infer<typeof listedEndpointSchema>;

/** Who answers model calls. Endpoints, chains and prices are settings, and changed as such. */
export const modelMethods = {
  'model.list': {
    input: z.object({}),
    output: z.object({ endpoints: z.array(listedEndpointSchema), chains: z.array(modelChainSchema) }),
  },
  /** Asks an endpoint a few short questions, which may cost, and keeps what it was able to do. */
  'model.test': {
    input: z.object({ endpointId: z.string().max(40), model: z.string().min(1).max(200) }),
    output: capabilityCardSchema,
    mutates: true,
  },
} as const;
