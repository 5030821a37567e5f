import { z } from 'zod';
import { grantTermsSchema, grantUsedSchema, grantUseSchema, standingGrantSchema } from './standing-grant.ts';

/** A past action that the terms would have let through, and that a person did not want as it was. */
export const backtestCaseSchema = z.object({
  approvalId: z.string(),
  title: z.string(),
  atMs: z.number(),
  verdict: z.enum(['rejected', 'answered', 'edited', 'rolled-back']),
  /** Printed name; null: not known. */
  by: z.string().nullable(),
  reason: z.string(),
});
export type BacktestCase = z.infer<typeof backtestCaseSchema>;

/** What terms would have done to the actions of the last days. */
export const backtestSchema = z.object({
  days: z.number(),
  /** Actions of this agent and tool that one person was asked about; the last 20,000 at most. */
  looked: z.number(),
  isCut: z.boolean(),
  /** In the scope. */
  covered: z.number(),
  /** Of these, what the caps had room for. Samples are among them. */
  through: z.number(),
  overCap: z.number(),
  /** Of the covered: what people approved, and what still waits or ended without anybody's word. */
  approved: z.number(),
  undecided: z.number(),
  /** Those that speak against it: all are counted, the last 50 listed. */
  against: z.number(),
  cases: z.array(backtestCaseSchema),
  /** Of what would have gone through, by day of the time zone of the workspace; oldest first. */
  perDay: z.array(z.object({ day: z.string(), actions: z.number(), money: z.record(z.string(), z.number()) })),
});
export type Backtest = z.infer<typeof backtestSchema>;

/** What a draft was made from. */
export const grantBasisSchema = z.object({
  days: z.number(),
  /** Decisions of people on actions of this kind, and of these what they approved. */
  decided: z.number(),
  approved: z.number(),
  rolledBack: z.number(),
});
export type GrantBasis = z.infer<typeof grantBasisSchema>;

export const grantDraftSchema = z.object({
  terms: grantTermsSchema,
  basis: grantBasisSchema,
  /** What in it is wider than what was decided, one sentence each. */
  notes: z.array(z.string()),
  backtest: backtestSchema,
});
export type GrantDraft = z.infer<typeof grantDraftSchema>;

/** A grant as a list shows it: its newest version. */
export const listedGrantSchema = standingGrantSchema.extend({
  used: grantUsedSchema,
  /** In its window, up to now; null: it has none. */
  recently: grantUsedSchema.nullable(),
  /** Left to people, and how many of these they did not agree with. */
  sampled: z.number(),
  /** The version that is in force, when it is not the newest; null otherwise. */
  activeVersion: z.number().nullable(),
});
export type ListedGrant = z.infer<typeof listedGrantSchema>;

export const grantMoveSchema = z.object({
  version: z.number(),
  status: standingGrantSchema.shape.status,
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
});

export const shownUseSchema = grantUseSchema.extend({ title: z.string(), approvalStatus: z.string() });
export type ShownUse = z.infer<typeof shownUseSchema>;

/** Why a verb cannot be used now by whoever asks; null: it can. */
export const grantVerbs = ['propose', 'approve', 'decline', 'suspend', 'revoke', 'renew'] as const;
export const grantVerbsSchema = z.record(z.enum(grantVerbs), z.string().nullable());
export type GrantVerbs = z.infer<typeof grantVerbsSchema>;

/** What a card says of the standing grant that had to do with its item. */
export const cardGrantSchema = z.object({
  grantId: z.string(),
  version: z.number(),
  title: z.string(),
  status: grantUseSchema.shape.status,
  note: z.string(),
});
export type CardGrant = z.infer<typeof cardGrantSchema>;
