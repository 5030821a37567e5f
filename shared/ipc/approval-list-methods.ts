import { z } from 'zod';
import { approvalStatusSchema, approvalSummarySchema } from '../domain/approval.ts';
import { tierSchema } from '../domain/effect.ts';

/** An opaque place in a list; hand it back to get the next page. */
const cursor = z.string().max(200);

/** What is listed of the approvals; every part that is stated has to hold. `shared/domain/approval-query.ts` writes it as text. */
export const approvalFilter = z.object({
  status: z.array(approvalStatusSchema).default(['pending']),
  runId: z.string().optional(),
  agentId: z.string().optional(),
  toolId: z.string().optional(),
  tier: z.array(tierSchema).optional(),
  fingerprint: z.string().max(64).optional(),
  /** Whose approval, by id, was the last word. */
  approvedBy: z.string().optional(),
  /** Who, by id, could decide on it now: by role, not already having approved it, and not where it is addressed to others. */
  decidableBy: z.string().optional(),
  /** Without what this person, by id, snoozed and is not back yet. */
  notSnoozedBy: z.string().optional(),
  /** Has less, or at least, this much time left; ms. */
  expiresInLess: z.number().int().min(0).optional(),
  expiresInMore: z.number().int().min(0).optional(),
  /** Moves more, or less, than this; millionths of a main unit, whatever the currency. */
  moneyOver: z.number().int().optional(),
  moneyUnder: z.number().int().optional(),
  currency: z.string().max(3).optional(),
  /** Words of the title. */
  text: z.string().max(200).optional(),
});
export type ApprovalFilter = z.input<typeof approvalFilter>;

/** `urgency`: risk x time to expiry, taken at one moment for all pages. `newest`: the last decided first. */
export const approvalOrders = ['oldest', 'urgency', 'newest'] as const;

export const approvalListMethods = {
  'approval.list': {
    input: approvalFilter.extend({
      order: z.enum(approvalOrders).default('oldest'),
      after: cursor.optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({ approvals: z.array(approvalSummarySchema), next: cursor.nullable(), total: z.number(), cursor }),
  },
  /** How many each filter matches; counted to 10,000. */
  'approval.count': {
    input: z.object({ filters: z.array(approvalFilter).min(1).max(40) }),
    output: z.object({ counts: z.array(z.number()) }),
  },
} as const;
