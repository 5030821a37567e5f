import { z } from 'zod';
import { approvalStatusSchema } from './approval.ts';
import { lookedSchema } from './looked.ts';

/** Numbers of a person's decisions that can be opened: each names the decisions behind it. */
export const reviewMeasures = [
  'decided',
  'approved',
  'rejected',
  'answered',
  'unopened',
  'streak',
  'agreed',
  'disagreed',
  'rolled-back',
] as const;
export const reviewMeasureSchema = z.enum(reviewMeasures);
export type ReviewMeasure = z.infer<typeof reviewMeasureSchema>;

const share = z.object({ n: z.number(), of: z.number() });

/** How somebody, or everybody, decided in a period. An approval that was taken back while it was held is no decision here. */
export const reviewStatisticsSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  /** Set when the period holds more decisions than are looked at: then of the last ones. */
  isCut: z.boolean(),
  decided: z.number(),
  approved: z.number(),
  rejected: z.number(),
  answered: z.number(),
  /** How long cards stood open before the decision, ms; null: nothing was told. `of` were told of, as from this console. */
  medianShownMs: z.number().nullable(),
  told: share,
  /** Decisions without having had the evidence in sight, of those on items that quote any and were told of. */
  unopened: share,
  /** The longest run of approvals without a rejection or an answer between them. */
  streak: z.object({ longest: z.number(), fromMs: z.number().nullable(), toMs: z.number().nullable() }),
  /** As most of the others decided on alike items (same fingerprint), of those on which others decided one way more often. */
  agreed: share,
  /** Of what was approved and carried out: what was rolled back afterwards. */
  rolledBack: share,
  /** From the question to the decision, ms. */
  medianWaitMs: z.number().nullable(),
  /** Decisions by day of the workspace's time zone, the first day first; days without any are left out. */
  days: z.array(z.object({ day: z.string(), decided: z.number() })),
});
export type ReviewStatistics = z.infer<typeof reviewStatisticsSchema>;

export const reviewedItemSchema = z.object({
  approvalId: z.string(),
  title: z.string(),
  decision: z.enum(['approve', 'reject', 'respond']),
  status: approvalStatusSchema,
  atMs: z.number(),
  looked: lookedSchema.nullable(),
});
export type ReviewedItem = z.infer<typeof reviewedItemSchema>;
