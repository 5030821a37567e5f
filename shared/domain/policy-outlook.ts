import { z } from 'zod';
import { effectStatusSchema, tierSchema } from './effect.ts';

/** The longest text of a policy; one that can be read in a minute is a tenth of it. */
export const longestPolicyBytes = 48 * 1024;

/** What is wrong with the text of a policy, and where; `path` is a JSON Pointer. */
export const policyProblemSchema = z.object({
  line: z.number(),
  /** Counts from 1; where it is known. */
  column: z.number().optional(),
  path: z.string(),
  reason: z.string(),
});
export type PolicyProblem = z.infer<typeof policyProblemSchema>;

/** One action that another policy would have judged differently. */
export const tierChangeSchema = z.object({
  effectId: z.string(),
  runId: z.string(),
  approvalId: z.string().nullable(),
  toolId: z.string(),
  title: z.string(),
  status: effectStatusSchema,
  from: tierSchema,
  to: tierSchema,
  /** The rule that decided, and the one that would. */
  fromRule: z.string(),
  toRule: z.string(),
  atMs: z.number(),
  isRolledBack: z.boolean(),
});
export type TierChange = z.infer<typeof tierChangeSchema>;

/** How many go from one tier to another; from one to the same: those that stay. */
export const tierMoveSchema = z.object({ from: tierSchema, to: tierSchema, count: z.number() });
export type TierMove = z.infer<typeof tierMoveSchema>;

/** What a policy would do to the items that wait for a decision now. */
export const pendingOutlookSchema = z.object({
  looked: z.number(),
  /** Proposed before the facts were kept that a policy is judged on. */
  unknown: z.number(),
  changed: z.number(),
  /** More wait than were looked at. */
  isCut: z.boolean(),
  moves: z.array(tierMoveSchema),
  /** The first of those that change. */
  changes: z.array(tierChangeSchema),
});
export type PendingOutlook = z.infer<typeof pendingOutlookSchema>;
