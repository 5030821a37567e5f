import { z } from 'zod';
import { approvalStatusSchema } from './approval.ts';

/** How alike items (the same fingerprint) were decided before: the newest of them, at most `mostLookedAt`. */
export const similarSchema = z.object({
  lookedAt: z.number().int(),
  /** There are more than were looked at. */
  isMore: z.boolean(),
  approved: z.number().int(),
  rejected: z.number().int(),
  responded: z.number().int(),
  /** Nobody answered. */
  expired: z.number().int(),
  /** Withdrawn, edited, or outdated before it ran. */
  other: z.number().int(),
  /** Of the approved: undone later. */
  rolledBack: z.number().int(),
  /** Of the approved: did not happen, or nobody can tell. */
  failed: z.number().int(),
  /** The newest, newest first. */
  last: z.array(
    z.object({
      approvalId: z.string(),
      title: z.string(),
      status: approvalStatusSchema,
      by: z.string(),
      reason: z.string(),
      atMs: z.number(),
    }),
  ),
});
export type Similar = z.infer<typeof similarSchema>;

/** So many of the newest alike decisions are counted: a base rate of what is decided now, and quick on any store. */
export const mostLookedAt = 1_000;

/** `41 of the last 48 approved (85 %), 2 of them rolled back later`; the same on the card and on a terminal. */
export function similarWords(similar: Similar): string {
  const { lookedAt, isMore, approved, rejected, responded, expired, other, rolledBack, failed } = similar;
  if (lookedAt === 0) return 'Nothing alike has been decided here before.';
  const of = isMore ? `the last ${lookedAt.toLocaleString('en')}` : lookedAt.toLocaleString('en');
  const later = [
    [rolledBack, 'rolled back later'],
    [failed, 'failed or unknown'],
  ] as const;
  const others = [
    [rejected, 'rejected'],
    [responded, 'answered instead'],
    [expired, 'nobody answered'],
    [other, 'withdrawn, edited or outdated'],
  ] as const;
  const words = (parts: typeof later | typeof others): string[] =>
    parts.filter(([many]) => many > 0).map(([many, what]) => `${many.toLocaleString('en')} ${what}`);
  const share = Math.floor((approved / lookedAt) * 100);
  const afterwards = approved === 0 ? [] : words(later).length === 0 ? ['none rolled back'] : words(later);
  return [`${approved.toLocaleString('en')} of ${of} approved (${share} %)`, ...afterwards, ...words(others)].join(
    ', ',
  );
}
