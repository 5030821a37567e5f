import { z } from 'zod';
import { laneChoiceSchema } from './conversation.ts';

/** Where the rule draws its lines; set by the operator. */
export const routingSchema = z.strictObject({
  /** So many steps are several. */
  manySteps: z.number().int().min(2).max(10_000),
  /** Before so many turns of an agent were measured, what its manifest states counts. */
  fewestTurns: z.number().int().min(1).max(1_000),
  /** An attached file of this size makes work worth keeping that takes several steps, bytes. */
  largeBytes: z.number().int().min(1).max(1_000_000_000_000),
  /** A result that is looked at so long after it was asked for is looked at after its sitting, ms. */
  sittingMs: z.number().int().min(60_000).max(86_400_000),
});
export type Routing = z.infer<typeof routingSchema>;

export const defaultRouting: Routing = {
  manySteps: 8,
  fewestTurns: 5,
  largeBytes: 1_000_000,
  sittingMs: 30 * 60_000,
};

/** What the newest turns of an agent came to. */
export const measuredTurnsSchema = z.object({
  turns: z.number(),
  /** 95th percentile of the time a person would have waited, ms; time spent on people left out. */
  p95Ms: z.number(),
  medianSteps: z.number(),
  /** Of all of them. */
  failed: z.number(),
});
export type MeasuredTurns = z.infer<typeof measuredTurnsSchema>;

/** Whether a past turn was in the lane it should have been in, and what shows it. */
export const laneVerdictSchema = z.object({
  right: z.enum(['right', 'wrong', 'not-known']),
  because: z.string(),
});
export type LaneVerdict = z.infer<typeof laneVerdictSchema>;

export const pastTurnSchema = z.object({
  turnId: z.string(),
  conversationId: z.string(),
  /** Of the conversation: the words of the turn are its own. */
  title: z.string(),
  agentTitle: z.string(),
  runId: z.string().nullable(),
  lanes: z.array(laneChoiceSchema),
  budgetMs: z.number(),
  /** The time a person would have waited, ms; null: it is still at work. */
  tookMs: z.number().nullable(),
  verdict: laneVerdictSchema,
  askedAtMs: z.number(),
});
export type PastTurn = z.infer<typeof pastTurnSchema>;
