import { z } from 'zod';
import { effectClassSchema } from './effect.ts';
import { moneySchema } from './money.ts';
import { personSchema } from './person.ts';
import { scopeSchema } from './grant-scope.ts';

/**
 *   draft -> proposed -> active -> suspended
 *                    \-> declined   \-> revoked | expired | used-up
 *
 * Nothing leads back: a grant that was suspended or has ended is renewed as its next version, which starts as a draft.
 */
export const grantStatuses = [
  'draft',
  'proposed',
  'active',
  'suspended',
  'declined',
  'revoked',
  'expired',
  'used-up',
] as const;
export const grantStatusSchema = z.enum(grantStatuses);
export type GrantStatus = z.infer<typeof grantStatusSchema>;

/** Why a grant stopped by itself, or was stopped. */
export const suspensionCauses = [
  'by-a-person',
  'drift',
  'release-change',
  'policy-change',
  'tool-change',
  'rollback',
  'sample-rejected',
  'people',
  'clock',
] as const;
export const suspensionCauseSchema = z.enum(suspensionCauses);
export type SuspensionCause = z.infer<typeof suspensionCauseSchema>;

export const dayMs = 24 * 60 * 60 * 1000;
/** The longest a version may be in force. */
export const maxGrantLifeMs = 90 * dayMs;

const capCount = z.number().int().min(1).max(10_000);
const capMicros = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What may move in one currency. An action in a currency that is not named is not covered. */
export const moneyCapSchema = z
  .strictObject({ currency: moneySchema.shape.currency, perAction: capMicros, total: capMicros })
  .refine((cap) => cap.perAction <= cap.total, 'lets one action move more than all together');
export type MoneyCap = z.infer<typeof moneyCapSchema>;

/** Over any stretch of this length, not by the calendar. */
export const grantWindowSchema = z.strictObject({
  per: z.enum(['hour', 'day']),
  count: capCount,
  /** Per currency, millionths of its main unit; a currency that is not named has no cap of its own here. */
  money: z.record(moneySchema.shape.currency, capMicros).default({}),
});
export type GrantWindow = z.infer<typeof grantWindowSchema>;
export const windowMs = { hour: 60 * 60 * 1000, day: dayMs } as const;

/** What two people agree to: everything that decides which actions it lets through, and how many. */
export const grantTermsSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(120),
    /** Who answers for it: as long as this person may decide here. */
    ownerId: personSchema.shape.personId,
    agentId: z.string().min(1).max(200),
    toolId: z.string().min(1).max(200),
    effectClass: effectClassSchema,
    scope: scopeSchema,
    /** Empty: it covers only actions that move no money. */
    money: z.array(moneyCapSchema).max(8).default([]),
    /** Actions in all. */
    count: capCount,
    window: grantWindowSchema.nullable(),
    notBeforeMs: z.number().int().min(0),
    expiresAtMs: z.number().int().min(0),
    /** One in so many goes to a person all the same. */
    sampleOneIn: z.number().int().min(1).max(100),
    reason: z.string().trim().max(2_000).default(''),
  })
  .superRefine((terms, context) => {
    const say = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const life = terms.expiresAtMs - terms.notBeforeMs;
    if (life <= 0) say('expiresAtMs', 'ends before it begins');
    if (life > maxGrantLifeMs) say('expiresAtMs', 'lasts longer than 90 days; renew it instead');
    if (new Set(terms.money.map((cap) => cap.currency)).size < terms.money.length)
      say('money', 'names a currency twice');
    if (terms.window !== null && terms.window.count > terms.count) say('window', 'allows more than there are in all');
    const unnamed = Object.keys(terms.window?.money ?? {}).find(
      (currency) => !terms.money.some((cap) => cap.currency === currency),
    );
    if (unnamed !== undefined) say('window', `limits ${unnamed}, which the grant does not cover`);
  });
export type GrantTerms = z.infer<typeof grantTermsSchema>;

/** What was so when it was proposed, and has to be so whenever it lets something through. */
export const grantBoundSchema = z.object({
  releaseHash: z.string(),
  policy: z.object({ id: z.string(), version: z.number().int(), hash: z.string() }),
  tool: z.object({ version: z.string(), schemaHash: z.string() }),
});
export type GrantBound = z.infer<typeof grantBoundSchema>;

/** Who did something to it, as they were then. */
export const grantPersonSchema = z.object({ personId: z.string(), printedName: z.string(), role: z.string() });
export type GrantPerson = z.infer<typeof grantPersonSchema>;

/** What it has let through so far; what was taken back before it was sent is not counted. */
export const grantUsedSchema = z.object({
  count: z.number(),
  money: z.record(z.string(), z.number()),
});
export type GrantUsed = z.infer<typeof grantUsedSchema>;

export const standingGrantSchema = z.object({
  grantId: z.string(),
  version: z.number().int(),
  status: grantStatusSchema,
  /** Why it is suspended, declined, revoked; null otherwise. */
  cause: suspensionCauseSchema.nullable(),
  statusReason: z.string(),
  terms: grantTermsSchema,
  /** Null: a draft. */
  bound: grantBoundSchema.nullable(),
  /** SHA-256 over the id, the version, the terms and what it is bound to: what a person decides on. */
  hash: z.string(),
  proposedBy: grantPersonSchema.nullable(),
  proposedAtMs: z.number().nullable(),
  decidedBy: grantPersonSchema.nullable(),
  decidedAtMs: z.number().nullable(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
});
export type StandingGrant = z.infer<typeof standingGrantSchema>;

/**
 * `reserved`: granted, and not sent yet · `used`: sent · `released`: taken back or refused before it was sent ·
 * `sampled`: left to a person, to see whether they agree · `over-cap`: covered, and there was no room.
 */
export const grantUseStatuses = ['reserved', 'used', 'released', 'sampled', 'over-cap'] as const;
export const grantUseSchema = z.object({
  effectId: z.string(),
  approvalId: z.string(),
  runId: z.string(),
  lineageId: z.string(),
  envelopeHash: z.string(),
  grantId: z.string(),
  version: z.number().int(),
  status: z.enum(grantUseStatuses),
  money: moneySchema.nullable(),
  /** What a person made of a sample, or why there was no room. */
  note: z.string(),
  atMs: z.number(),
});
export type GrantUse = z.infer<typeof grantUseSchema>;

/** Statuses of a version nothing can become of any more. */
export function isOver(status: GrantStatus): boolean {
  return status === 'declined' || status === 'revoked' || status === 'expired' || status === 'used-up';
}
