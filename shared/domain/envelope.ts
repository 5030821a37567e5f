import { z } from 'zod';
import { approversRuleSchema } from './duty.ts';
import { tierSchema } from './effect.ts';

/** The exact action a person decides on (A3). Its RFC 8785 bytes are hashed, stored, shown and run. */
export const envelopeSchema = z.object({
  tool: z.object({ id: z.string(), version: z.string(), schemaHash: z.string() }),
  target: z.string(),
  params: z.record(z.string(), z.unknown()),
  preconditions: z.record(z.string(), z.unknown()),
  agent: z.object({ id: z.string(), release: z.string() }),
  run: z.string(),
  step: z.string(),
  lineage: z.string(),
  generation: z.number().int(),
  policy: z.object({ id: z.string(), version: z.number().int(), hash: z.string() }),
  tier: tierSchema,
  /** As the policy's rule stated them; absent: the number of the tier. */
  approvers: approversRuleSchema.optional(),
  nonce: z.string(),
  createdAtMs: z.number().int(),
  expiresAtMs: z.number().int(),
});
export type Envelope = z.infer<typeof envelopeSchema>;
