import { z } from 'zod';
import { addresseeSchema, approversRuleSchema, escalationSchema } from './duty.ts';
import { tierSchema } from './effect.ts';
import { policyConditionSchema } from './policy-condition.ts';

export const policyRuleSchema = z.strictObject({
  id: z.string(),
  when: policyConditionSchema,
  outcome: tierSchema,
  /** The sentence shown to the reviewer. */
  sentence: z.string(),
  holdSeconds: z.number().min(0).max(3600).optional(),
  expiresAfterSeconds: z
    .number()
    .min(60)
    .max(60 * 60 * 24 * 90)
    .optional(),
  /** How many different people approve, and of which roles; never fewer than the outcome asks for. */
  approvers: approversRuleSchema.optional(),
  /** Whom it is addressed to; anyone who may decide, when absent. */
  assignTo: z.array(addresseeSchema).min(1).max(10).optional(),
  /** Instead of the workspace's chain. */
  escalation: escalationSchema.optional(),
});
export type PolicyRule = z.infer<typeof policyRuleSchema>;

/** Lifts the tier the rule gave by one, and never beyond `atMost`. */
export const policyRaiseSchema = z.strictObject({
  id: z.string(),
  when: policyConditionSchema,
  atMost: z.enum(['notify', 'gate', 'gate-two']),
  /** The sentence added for the reviewer. */
  sentence: z.string(),
});
export type PolicyRaise = z.infer<typeof policyRaiseSchema>;

export const policySchema = z.strictObject({
  id: z.string(),
  version: z.number().int().min(1),
  title: z.string(),
  rules: z.array(policyRuleSchema).min(1),
  /** Absent: those of the default policy. */
  raises: z.array(policyRaiseSchema).optional(),
  /** Most items that are decided in one batch; absent: 50. */
  batch: z.strictObject({ cap: z.number().int().min(1).max(10_000) }).optional(),
});
export type Policy = z.infer<typeof policySchema>;
