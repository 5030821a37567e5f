import { z } from 'zod';

/** Who a policy came from. */
export const policyChangeSchema = z.object({
  effectId: z.string(),
  runId: z.string(),
  approvalId: z.string().nullable(),
  proposedBy: z.string(),
  decidedBy: z.array(z.object({ personId: z.string(), printedName: z.string() })),
  reason: z.string(),
});
export type PolicyChange = z.infer<typeof policyChangeSchema>;

/** One policy that is or was in force. */
export const policyVersionSchema = z.object({
  policyId: z.string(),
  version: z.number(),
  hash: z.string(),
  title: z.string(),
  fromMs: z.number(),
  /** Null: it is in force. */
  untilMs: z.number().nullable(),
  /** Null: nobody proposed it, it came with the product. */
  change: policyChangeSchema.nullable(),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;

/** Who could approve a change of the policy, as the policy in force judges one. */
export const policyDecidersSchema = z.object({
  tier: z.enum(['gate', 'gate-two']),
  needed: z.number(),
  /** Roles that have to be among them. */
  roles: z.array(z.string()),
  /** People who may decide at that tier; who proposes a change is never one of them. */
  people: z.array(z.string()),
});
export type PolicyDeciders = z.infer<typeof policyDecidersSchema>;

/** The agent that a change of the policy is proposed through, and the tool it uses. */
export const policyAgentId = 'policy-change';
export const policyToolId = 'policy.change';
