import { z } from 'zod';

/** Verbs that can be used on many runs at once. */
export const bulkVerbs = [
  'cancel',
  'kill',
  'pause',
  'resume',
  'retry',
  'rewind',
  'fork',
  'extend',
  'rollBack',
  'prioritise',
  'move',
  'delay',
  'dismiss',
] as const;
export const bulkVerbSchema = z.enum(bulkVerbs);
export type BulkVerb = z.infer<typeof bulkVerbSchema>;

/** What is done with many approvals at once; `undo` takes back, while it is held, what a batch approved. */
export const batchVerbs = ['approve', 'reject', 'undo'] as const;
export const batchVerbSchema = z.enum(batchVerbs);
export type BatchVerb = z.infer<typeof batchVerbSchema>;

export function isBatchVerb(verb: BulkVerb | BatchVerb): verb is BatchVerb {
  return (batchVerbs as readonly string[]).includes(verb);
}

/** Items of one job at most. */
export const mostInBulk = 10_000;

/** One verb on many things, as a durable job: its items are frozen when it starts, each is carried out and told by itself. */
export const bulkJobSchema = z.object({
  jobId: z.string(),
  verb: z.enum([...bulkVerbs, ...batchVerbs]),
  /** What its items have in common, in words; empty where the verb says it all. */
  title: z.string(),
  /** The job whose items it takes up again, or takes back. */
  linkedJob: z.string().nullable(),
  by: z.string(),
  reason: z.string(),
  status: z.enum(['running', 'done', 'cancelled']),
  total: z.number(),
  applied: z.number(),
  /** Whatever else became of items that had their turn; each says why. */
  ignored: z.number(),
  createdAtMs: z.number(),
  finishedAtMs: z.number().nullable(),
});
export type BulkJob = z.infer<typeof bulkJobSchema>;

/**
 * What became of an item. Of a run: applied, or ignored. Of an approval: applied; decided already; stale, because it is
 * not what was previewed; blocked, because this person may not decide it; late, where it had been sent; or failed, which
 * may be tried again.
 */
export const bulkItemStatuses = [
  'waiting',
  'applied',
  'ignored',
  'already',
  'stale',
  'blocked',
  'late',
  'failed',
] as const;
export const bulkItemStatusSchema = z.enum(bulkItemStatuses);
export type BulkItemStatus = z.infer<typeof bulkItemStatusSchema>;

export const bulkItemSchema = z.object({
  n: z.number(),
  subjectId: z.string(),
  status: bulkItemStatusSchema,
  /** Why it was not applied; what was made, where a verb makes something. */
  reason: z.string(),
});
export type BulkItem = z.infer<typeof bulkItemSchema>;

/** What a verb would do with what a filter matches now. */
export const bulkPreviewSchema = z.object({
  matched: z.number(),
  /** The runs themselves, so that a start can name those a person saw, whatever the filter matches by then; none when there are too many. */
  runIds: z.array(z.string()),
  /** Which runs they are, as a hash: hand it back with the start, which is refused when they are others by then. */
  set: z.string(),
  /** The filter matches more than a job may hold. */
  isTooMany: z.boolean(),
  allowed: z.number(),
  /** Runs it would not be used on, by reason. */
  ignored: z.array(z.object({ reason: z.string(), count: z.number() })),
  /** Actions these runs carried out, which a verb that does them again would propose again, or that it would undo. */
  effectsDone: z.number(),
});
export type BulkPreview = z.infer<typeof bulkPreviewSchema>;
