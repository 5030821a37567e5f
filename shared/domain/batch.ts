import { z } from 'zod';
import { approvalStatusSchema } from './approval.ts';
import { bulkItemStatusSchema, bulkJobSchema } from './bulk.ts';
import { effectClassSchema, tierSchema } from './effect.ts';

/** Items of one batch at most, where the policy in force names no other number. */
export const defaultBatchCap = 50;

/**
 * Items that may be decided by naming them, without a preview: what one person reads one after the other. More go
 * through a batch, which shows what is decided and has some of them opened first.
 */
export const mostInList = 10;

/** What a batch is begun for; what it approved is taken back by a job of its own. */
export const batchChoiceSchema = z.enum(['approve', 'reject']);
export type BatchChoice = z.infer<typeof batchChoiceSchema>;

/** Why a chosen item would not be decided with the others. */
export const dropCauses = [
  'gone',
  'decided',
  'changed',
  'two-people',
  'kind',
  'uninspectable',
  'not-yours',
  'stopped',
  'other',
  'cap',
] as const;
export type DropCause = (typeof dropCauses)[number];

/** A number over all members that have one. */
const rangeSchema = z.object({ sum: z.number(), least: z.number(), middle: z.number(), most: z.number() });
export type Range = z.infer<typeof rangeSchema>;

const memberSchema = z.object({
  approvalId: z.string(),
  envelopeHash: z.string(),
  version: z.number(),
  title: z.string(),
  expiresAtMs: z.number(),
});
export type BatchMember = z.infer<typeof memberSchema>;

/** Chosen items that would not be decided, by reason. */
const droppedSchema = z.object({
  cause: z.enum(dropCauses),
  reason: z.string(),
  count: z.number(),
  /** The first of them. */
  items: z.array(z.object({ approvalId: z.string(), title: z.string() })),
});
export type Dropped = z.infer<typeof droppedSchema>;

/** What a batch would do, before anything is done: its members are frozen by id, hash and version under `set`. */
export const batchPreviewSchema = z.object({
  /** Names exactly these members; hand it to the start. Null: none is left. */
  set: z.string().nullable(),
  verb: batchChoiceSchema,
  /** Items that were chosen, and those that would be decided. */
  chosen: z.number(),
  count: z.number(),
  /** Most items of one batch, by the policy in force. */
  cap: z.number(),
  /** What all members have in common; null: none is left. */
  group: z
    .object({
      fingerprint: z.string(),
      toolId: z.string(),
      tier: tierSchema,
      effectClass: effectClassSchema,
      rule: z.string(),
      systems: z.array(z.string()),
      /** What the policy says of them. */
      sentence: z.string(),
      holdMs: z.number(),
    })
    .nullable(),
  /** Kinds among all that were chosen, the largest first: one batch decides one of them. */
  kinds: z.array(z.object({ fingerprint: z.string(), tier: tierSchema, title: z.string(), count: z.number() })),
  dropped: z.array(droppedSchema),
  sums: z.object({
    /** By currency, in millionths of its main unit; `count`: members that move some of it. */
    money: z.array(rangeSchema.extend({ currency: z.string(), count: z.number() })),
    records: rangeSchema,
    people: rangeSchema,
    /** Bytes of the actions as they would run. */
    bytes: rangeSchema,
    external: z.number(),
    reversible: z.number(),
    /** When the first of them expires; null: none is left. */
    expiresAtMs: z.number().nullable(),
  }),
  /** Members that differ from the rest, the furthest first; the list is cut at 200. */
  outliers: z.object({ total: z.number(), list: z.array(memberSchema.extend({ reasons: z.array(z.string()) })) }),
  /** Members this person has to have before them before all are approved; the runtime chooses them. */
  samples: z.array(memberSchema.extend({ isOpened: z.boolean() })),
  /** The first of them; the rest by `batch.members`. */
  members: z.array(memberSchema),
});
export type BatchPreview = z.infer<typeof batchPreviewSchema>;

/** An item counts as opened when it was on screen so long, ms. */
export const openedAfterMs = 1_000;

/** One line of the sheet: what became of an item in the batch, and where its action stands now. */
export const batchItemSchema = z.object({
  n: z.number(),
  approvalId: z.string(),
  title: z.string(),
  status: bulkItemStatusSchema,
  reason: z.string(),
  /** Of the approval now. */
  now: approvalStatusSchema,
  /** What the tool, or the last look before it, said of an action that was decided and did not run. */
  detail: z.string().nullable(),
});
export type BatchItem = z.infer<typeof batchItemSchema>;

export const batchSheetSchema = z.object({
  job: bulkJobSchema,
  /** How many items ended how; those that wait for their turn among them. */
  counts: z.array(z.object({ status: bulkItemStatusSchema, count: z.number() })),
  /** Where what was applied stands now. */
  became: z.array(z.object({ status: approvalStatusSchema, count: z.number() })),
  /** The last moment at which something of it can still be taken back; null: nothing can. */
  heldUntilMs: z.number().nullable(),
  items: z.array(batchItemSchema),
  next: z.number().nullable(),
  /** Items that were chosen and that the preview had left out already. */
  leftOut: z.array(droppedSchema),
  /** Jobs that took its items up again, or took them back, oldest first. */
  later: z.array(bulkJobSchema),
});
export type BatchSheet = z.infer<typeof batchSheetSchema>;
