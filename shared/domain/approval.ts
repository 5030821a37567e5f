import { z } from 'zod';
import { lookedSchema } from './looked.ts';
import { riskFactorSchema } from './approval-risk.ts';
import { approversSchema, dutyNoteSchema, dutySchema, reservationSchema } from './duty.ts';
import { diffRowSchema } from './diff-row.ts';
import { cardGrantSchema } from './grant-backtest.ts';
import { editOriginSchema, linkedActionSchema } from './edit.ts';
import {
  effectClassSchema,
  effectSummarySchema,
  effectStatusSchema,
  refusalCauseSchema,
  tierSchema,
  receiptSchema,
} from './effect.ts';
import { moneySchema } from './money.ts';

export type { DiffRow } from './diff-row.ts';

/** Where an approval item stands, as the inbox shows it. */
export const approvalStatuses = [
  'pending',
  'holding',
  'dispatched',
  'executed',
  'failed',
  'unknown',
  'rolled-back',
  'rejected',
  'responded',
  'expired',
  'stale',
  'superseded',
  'withdrawn',
  'partly-approved',
] as const;
export const approvalStatusSchema = z.enum(approvalStatuses);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

/** A quoted source behind an action, with how far it can be trusted. Rendered inert. */
export const evidenceSchema = z.object({
  source: z.string(),
  trust: z.enum(['untrusted', 'internal', 'verified']),
  quote: z.string(),
  /** Character offsets of the quote inside the source, when known. */
  start: z.number().nullable(),
  end: z.number().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const decisionSchema = z.object({
  decisionId: z.string(),
  approvalId: z.string(),
  envelopeHash: z.string(),
  decision: z.enum(['approve', 'reject', 'respond', 'undo', 'expire', 'withdraw', 'edit', 'supersede']),
  meaning: z.string(),
  personId: z.string(),
  printedName: z.string(),
  role: z.string(),
  reason: z.string(),
  auth: z.literal('asserted'),
  selfInitiated: z.boolean(),
  atMs: z.number(),
  expiresAtMs: z.number().nullable(),
  /** Whom the decider stood in for. */
  onBehalfOf: z.object({ personId: z.string(), printedName: z.string() }).nullable(),
  /** Absent: nothing was told of it, as by the command line, or for a member of a set that was not opened. */
  looked: lookedSchema.optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** One row of the inbox. */
export const approvalSummarySchema = z.object({
  approvalId: z.string(),
  runId: z.string(),
  effectId: z.string(),
  agentId: z.string(),
  toolId: z.string(),
  tier: tierSchema,
  status: approvalStatusSchema,
  version: z.number(),
  envelopeHash: z.string(),
  /** Verb + target + count; the same words stand on the button. */
  title: z.string(),
  /** Tool + argument shape + policy rule + tier: items that may be decided together. */
  fingerprint: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  holdUntilMs: z.number().nullable(),
  decidedBy: z.string().nullable(),
  decidedAtMs: z.number().nullable(),
  sample: z.boolean(),
  /** The money the action itself moves or promises; null where it moves none. */
  money: moneySchema.nullable(),
  /** How much it puts at stake, at least 1, and what that comes from: the order of the inbox. */
  risk: z.number().int(),
  riskFactors: z.array(riskFactorSchema),
  approvers: approversSchema,
  ...dutySchema.shape,
  /** Who has it open. */
  reservedBy: reservationSchema.nullable(),
});
export type ApprovalSummary = z.infer<typeof approvalSummarySchema>;

/** Everything the card shows. `envelope` is the stored text of the very bytes that will run (A4). */
export const approvalDetailSchema = approvalSummarySchema.extend({
  envelope: z.string(),
  uninspectable: z.array(z.string()),
  effectClass: effectClassSchema,
  effectStatus: effectStatusSchema,
  cause: refusalCauseSchema.nullable(),
  causeDetail: z.string().nullable(),
  verb: z.string(),
  diff: z.array(diffRowSchema),
  /** About how many characters the payload has (envelope, diff, evidence), where these are only its beginning here; null: they are whole. */
  payloadChars: z.number().nullable(),
  /** Parameters kept as files of the run; no id: the run's files have been removed since. */
  files: z.array(
    z.object({ path: z.string(), sha256: z.string(), bytes: z.number(), artifactId: z.string().nullable() }),
  ),
  readAtMs: z.number().nullable(),
  evidence: z.array(evidenceSchema),
  claimed: z.string(),
  why: z.object({
    policyId: z.string(),
    policyVersion: z.number(),
    /** The policy in force, where it waits and that is another one: approved, it will be found stale. */
    inForce: z.object({ id: z.string(), version: z.number() }).nullable(),
    ruleId: z.string(),
    sentence: z.string(),
    matched: z.array(z.string()),
    automaticIf: z.string(),
  }),
  blast: z.object({
    systems: z.array(z.string()),
    records: z.number(),
    people: z.number(),
    external: z.boolean(),
    reversible: z.boolean(),
    conditionalWrite: z.boolean(),
  }),
  who: z.object({
    agentTitle: z.string(),
    releaseHash: z.string(),
    /** Who added the release; null: it came with the product. */
    releaseBy: z.string().nullable(),
    startedBy: z.string(),
    /** Who asked for just this, where that is not who started the run: had it undone, or had the run begun again. */
    askedBy: z.string().nullable(),
    /** Where in the run it asks. `of` is known once the run has ended: an agent decides as it goes what comes next. */
    step: z.object({ number: z.number(), of: z.number().nullable(), name: z.string() }),
    modelName: z.string(),
  }),
  /** What its run has used so far, and at its end if it goes on as the newest runs of its agent did; null: none has ended well. */
  cost: z.object({
    soFar: z.record(z.string(), z.number()),
    projected: z.record(z.string(), z.number()).nullable(),
    runsLookedAt: z.number().int(),
  }),
  decisions: z.array(decisionSchema),
  /** What was done with it beside deciding, oldest first; the last 50. */
  notes: z.array(dutyNoteSchema),
  receipt: receiptSchema.nullable(),
  holdMs: z.number(),
  canCompensate: z.boolean(),
  /** The last time it was asked for that this is undone: an effect of its own. */
  undo: effectSummarySchema.nullable(),
  /** Set where a person wrote this action in place of what the agent had asked for. */
  edited: editOriginSchema.nullable(),
  /** What it took the place of, and what took its own. */
  supersedes: linkedActionSchema.nullable(),
  supersededBy: linkedActionSchema.nullable(),
  /** The standing grant that decided on it, left it to a person as a sample, or had no room for it. */
  standing: cardGrantSchema.nullable(),
});
export type ApprovalDetail = z.infer<typeof approvalDetailSchema>;

/** What may be too long for one answer; read in pieces by `approval.read`. */
export const approvalPayloadSchema = approvalDetailSchema.pick({ envelope: true, diff: true, evidence: true });
export type ApprovalPayload = z.infer<typeof approvalPayloadSchema>;

/** What became of one item of a selection. */
export const decisionOutcomeSchema = z.object({
  approvalId: z.string(),
  outcome: z.enum(['decided', 'refused']),
  status: approvalStatusSchema,
  reason: z.string().optional(),
});
export type DecisionOutcome = z.infer<typeof decisionOutcomeSchema>;
