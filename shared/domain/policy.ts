import { z } from 'zod';
import { effectClassSchema, tierSchema } from './effect.ts';
import { readMoney } from './money.ts';

/**
 * Holds for money of this currency alone, and for none where an action moves no money. Sums are decimal text in the
 * currency's main unit, as exact as the action's own: `{"currency": "EUR", "below": "100"}`.
 */
export const amountConditionSchema = z
  .strictObject({ currency: z.string(), atLeast: z.string().optional(), below: z.string().optional() })
  .superRefine(({ currency, ...sums }, context) => {
    for (const name of ['atLeast', 'below'] as const) {
      const sum = sums[name];
      const read = readMoney(sum ?? '0', currency);
      const path = read.ok || read.code !== 'currency-unknown' ? [name] : ['currency'];
      if (read.ok) continue;
      context.addIssue({ code: 'custom', path, message: read.reason });
      return;
    }
    if (sums.atLeast === undefined && sums.below === undefined)
      context.addIssue({ code: 'custom', message: 'an amount says atLeast, below, or both' });
  });
export type AmountCondition = z.infer<typeof amountConditionSchema>;

/** A condition holds when every stated part of it holds. */
export const policyConditionSchema = z.strictObject({
  tool: z.array(z.string()).optional(),
  toolKnown: z.boolean().optional(),
  effectClass: z.array(effectClassSchema).optional(),
  agent: z.array(z.string()).optional(),
  external: z.boolean().optional(),
  conditionalWrite: z.boolean().optional(),
  /** False: the tool names an effect class this version does not know. */
  classKnown: z.boolean().optional(),
  /** Untrusted input chose the target, the amount or the tool (A20). */
  taintedChoice: z.boolean().optional(),
  /** Untrusted input stands in the content, and chose nothing. */
  untrustedContent: z.boolean().optional(),
  /** The agent has never done this with this tool. */
  firstTime: z.boolean().optional(),
  /** How much money it moves. */
  amount: amountConditionSchema.optional(),
});
export type PolicyCondition = z.infer<typeof policyConditionSchema>;

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
});
export type Policy = z.infer<typeof policySchema>;
