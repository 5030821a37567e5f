import { z } from 'zod';
import { grantTermsSchema, standingGrantSchema } from '../domain/standing-grant.ts';
import { givenReason, id } from './inputs.ts';

/** SHA-256 of the version that was seen: any other is refused as stale. */
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no hash of a standing grant');

/** What people allow beforehand, under caps, and for a time. */
export const grantMethods = {
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
