import { z } from 'zod';
import {
  backtestSchema,
  grantDraftSchema,
  grantMoveSchema,
  grantVerbsSchema,
  listedGrantSchema,
  shownUseSchema,
} from '../domain/grant-backtest.ts';
import { grantStatusSchema, grantTermsSchema, standingGrantSchema } from '../domain/standing-grant.ts';
import { givenReason, id } from './inputs.ts';

/** SHA-256 of the version that was seen: any other is refused as stale. */
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no hash of a standing grant');

/** How far back past decisions are looked at. */
const days = z.number().int().min(1).max(366).default(30);

/** What people allow beforehand, under caps, and for a time. */
export const grantMethods = {
  /** The newest version of each, the last changed first. */
  'grant.list': {
    input: z.object({ status: z.array(grantStatusSchema).default([]) }),
    output: z.object({ grants: z.array(listedGrantSchema) }),
  },
  /** The newest version, or one that is named, with what it let through; the uses of all versions, newest first. */
  'grant.show': {
    input: z.object({ grantId: id, version: z.number().int().min(1).optional(), usesAfter: id.optional() }),
    output: z.object({
      grant: listedGrantSchema,
      versions: z.array(standingGrantSchema),
      moves: z.array(grantMoveSchema),
      uses: z.array(shownUseSchema),
      usesNext: z.string().nullable(),
      verbs: grantVerbsSchema,
    }),
  },
  /** The narrowest terms that cover what people approved: of items like one, or of an agent's tool. Nothing is kept. */
  'grant.draft': {
    input: z
      .object({
        approvalId: id.optional(),
        agentId: id.optional(),
        toolId: id.optional(),
        /** Whoever asks, when absent. */
        ownerId: id.optional(),
        days,
      })
      .refine(
        ({ approvalId, agentId, toolId }) =>
          approvalId !== undefined || (agentId !== undefined && toolId !== undefined),
        'names neither an approval nor an agent and a tool',
      ),
    output: grantDraftSchema,
  },
  'grant.backtest': { input: z.object({ terms: grantTermsSchema, days }), output: backtestSchema },
  /** A draft: a new one, other terms for one's own, or the next version of a grant there is. Nothing comes of it alone. */
  'grant.save': {
    input: z.object({ grantId: id.optional(), terms: grantTermsSchema }),
    output: standingGrantSchema,
    mutates: true,
  },
  'grant.propose': { input: z.object({ grantId: id, hash }), output: standingGrantSchema, mutates: true },
  /** By another person than drafted, proposed and owns it, and than added its agent. */
  'grant.approve': {
    input: z.object({ grantId: id, hash, reason: z.string().trim().max(2_000).default('') }),
    output: standingGrantSchema,
    mutates: true,
  },
  'grant.decline': {
    input: z.object({ grantId: id, hash, reason: givenReason }),
    output: standingGrantSchema,
    mutates: true,
  },
  /** At once, by one person; it is not lifted, only renewed. */
  'grant.suspend': {
    input: z.object({ grantId: id, reason: givenReason }),
    output: standingGrantSchema,
    mutates: true,
  },
  'grant.revoke': { input: z.object({ grantId: id, reason: givenReason }), output: standingGrantSchema, mutates: true },
} as const;
