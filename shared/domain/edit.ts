import { z } from 'zod';
import { diffRowSchema } from './diff-row.ts';
import { errorCodes } from '../errors.ts';
import { effectStatusSchema, tierSchema } from './effect.ts';

/** What a person may change of an action: which tool, on what, with which parameters. */
export const actionSchema = z.object({
  tool: z.string(),
  target: z.string(),
  params: z.record(z.string(), z.unknown()),
});
export type Action = z.infer<typeof actionSchema>;

/** One thing wrong with the parameters, and the field it stands in (`set.amount`; empty: the whole). */
export const paramProblemSchema = z.object({ field: z.string(), problem: z.string() });
export type ParamProblem = z.infer<typeof paramProblemSchema>;

/** What an edit would lead to, asked before it is made. Nothing is changed by asking. */
export const editPreviewSchema = z.object({
  /** What the tool's schema says of the parameters, field by field. */
  problems: z.array(paramProblemSchema),
  /** Why it would be refused as it stands; null = it would be taken. */
  refused: z.string().nullable(),
  /** The code it would be refused with. */
  code: z.enum(errorCodes).nullable(),
  /** From what was asked for to what would be decided. */
  changes: z.array(diffRowSchema),
  /** Null where it cannot be judged yet. */
  verdict: z
    .object({
      tier: tierSchema,
      sentence: z.string(),
      matched: z.array(z.string()),
      title: z.string(),
      verb: z.string(),
      /** People who have to approve it; 0: the policy lets it run by itself. */
      approvers: z.number(),
      holdMs: z.number(),
      /** What its tool would change, from the state it was read in just now. */
      diff: z.array(diffRowSchema),
      uninspectable: z.array(z.string()),
      /** Why this person cannot approve it in the same act; null = they can. */
      whyNotApprove: z.string().nullable(),
      /** Names exactly what was previewed; handed back, it is approved in the same act or nothing is. */
      token: z.string(),
    })
    .nullable(),
});
export type EditPreview = z.infer<typeof editPreviewSchema>;

/** The other end of a link between an action and the one that took its place. */
export const linkedActionSchema = z.object({
  effectId: z.string(),
  /** Null: it needed no decision. */
  approvalId: z.string().nullable(),
  title: z.string(),
  envelopeHash: z.string(),
  tier: tierSchema,
  status: effectStatusSchema,
});
export type LinkedAction = z.infer<typeof linkedActionSchema>;

/** What became of an edit: the item it was made on, and the action that is in its place. */
export const editedItemSchema = z.object({ approvalId: z.string(), next: linkedActionSchema });
export type EditedItem = z.infer<typeof editedItemSchema>;

/** Who wrote an action in place of the one the agent had asked for. */
export const editOriginSchema = z.object({
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  /** From what the agent asked for to what stands here. */
  changes: z.array(diffRowSchema),
  /** Changes that are not listed. */
  more: z.number(),
});
export type EditOrigin = z.infer<typeof editOriginSchema>;
