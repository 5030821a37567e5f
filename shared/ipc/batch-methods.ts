import { z } from 'zod';
import { batchChoiceSchema, batchPreviewSchema, batchSheetSchema } from '../domain/batch.ts';
import { bulkItemStatusSchema, bulkJobSchema, mostInBulk } from '../domain/bulk.ts';
import { id, reason } from './inputs.ts';

/** An item as it was when it was chosen: id, version, and the beginning of its hash. Short, because there may be thousands. */
const chosenItem = z.tuple([id, z.number().int(), z.string().regex(/^[0-9a-f]{12,64}$/)]);

/** Which items: those named, or all that wait and match; less `except`. */
const selection = {
  items: z.array(chosenItem).min(1).max(mostInBulk).optional(),
  fingerprint: z.string().max(64).optional(),
  runId: id.optional(),
  toolId: id.optional(),
  except: z.array(id).max(mostInBulk).default([]),
};

/** Many decisions at once: previewed, frozen, carried out one by one, and told one by one (A14). */
export const batchMethods = {
  'batch.preview': { input: z.object({ verb: batchChoiceSchema, ...selection }), output: batchPreviewSchema },
  /** More members of a set that this person has previewed. */
  'batch.members': {
    input: z.object({ set: z.string().max(64), from: z.number().int().min(0).default(0) }),
    output: batchPreviewSchema.pick({ members: true }),
  },
  /** Decides what the preview showed, as a durable job: what has changed since drops out, each with its reason. */
  'batch.start': {
    input: z.object({ verb: batchChoiceSchema, ...selection, set: z.string().min(1).max(64), reason }),
    output: bulkJobSchema,
    mutates: true,
  },
  /** The items that failed, once more, exactly as they were frozen. */
  'batch.retry': { input: z.object({ jobId: id }), output: bulkJobSchema, mutates: true },
  /** Takes back what a batch approved and is held; the rest of a batch that is under way is not begun. */
  'batch.undo': { input: z.object({ jobId: id }), output: bulkJobSchema, mutates: true },
  'batch.show': {
    input: z.object({
      jobId: id,
      /** Only items that ended so. */
      status: z.array(bulkItemStatusSchema).optional(),
      afterN: z.number().int().min(-1).default(-1),
    }),
    output: batchSheetSchema,
  },
  'batch.list': { input: z.object({}), output: z.object({ jobs: z.array(bulkJobSchema) }) },
  /** A person has had an item before them, as it was, for so long; told when it is left, or has been long enough. */
  'approval.seen': {
    input: z.object({
      approvalId: id,
      envelopeHash: z.string().regex(/^[0-9a-f]{64}$/),
      version: z.number().int(),
      shownMs: z.number().int().min(0).max(86_400_000),
      /** Its evidence was opened with it. */
      evidence: z.boolean().default(false),
    }),
    output: z.object({ ok: z.literal(true) }),
    mutates: true,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; mutates?: true }>;
