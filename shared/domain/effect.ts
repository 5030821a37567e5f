import { z } from 'zod';

export const effectStatuses = [
  'proposed',
  'waiting-decision',
  'granted',
  'holding',
  'dispatched',
  'done',
  'failed',
  'unknown',
  'compensated',
  'refused',
] as const;
export const effectStatusSchema = z.enum(effectStatuses);
export type EffectStatus = z.infer<typeof effectStatusSchema>;

export const refusalCauses = [
  'rejected',
  'responded',
  'expired',
  'stale',
  'superseded',
  'withdrawn',
  'stopped',
  /** A person wrote another action in its place. */
  'edited',
] as const;
export const refusalCauseSchema = z.enum(refusalCauses);
export type RefusalCause = z.infer<typeof refusalCauseSchema>;

export const effectClasses = ['read', 'reversible', 'consequential', 'critical'] as const;
export const effectClassSchema = z.enum(effectClasses);
export type EffectClass = z.infer<typeof effectClassSchema>;

export const tiers = ['auto', 'notify', 'gate', 'gate-two', 'deny'] as const;
export const tierSchema = z.enum(tiers);
export type Tier = z.infer<typeof tierSchema>;

export const receiptSchema = z.object({
  summary: z.string(),
  detail: z.record(z.string(), z.unknown()),
  atMs: z.number(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Whether an action of unknown outcome may be sent again under its key: until when, or why not. */
export const retryWaySchema = z.object({ untilMs: z.number().nullable(), whyNot: z.string().nullable() });
export type RetryWay = z.infer<typeof retryWaySchema>;

export const effectSummarySchema = z.object({
  effectId: z.string(),
  runId: z.string(),
  path: z.string(),
  toolId: z.string(),
  status: effectStatusSchema,
  cause: refusalCauseSchema.nullable(),
  causeDetail: z.string().nullable(),
  tier: tierSchema,
  title: z.string(),
  envelopeHash: z.string(),
  approvalId: z.string().nullable(),
  holdUntilMs: z.number().nullable(),
  dispatches: z.number(),
  receipt: receiptSchema.nullable(),
  /** The effect this one undoes. */
  compensates: z.string().nullable(),
  changedAtMs: z.number(),
});
export type EffectSummary = z.infer<typeof effectSummarySchema>;

/** An action that was sent and whose outcome nobody knows: a person settles it. */
export const unknownEffectSchema = z.object({
  effect: effectSummarySchema,
  agentId: z.string(),
  /** When it was first sent. */
  sentAtMs: z.number(),
  retry: retryWaySchema,
});
export type UnknownEffect = z.infer<typeof unknownEffectSchema>;
