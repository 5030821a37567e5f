import { z } from 'zod';
import { signalKey, signalName } from '../domain/agent.ts';
import { bulkItemSchema, bulkJobSchema, bulkPreviewSchema, bulkVerbSchema } from '../domain/bulk.ts';
import { consequencesSchema, restartVerbSchema, undoPreviewSchema } from '../domain/consequences.ts';
import { longestDelayMs, prioritySchema, queueNameSchema } from '../domain/queue.ts';
import { runSummarySchema } from '../domain/run.ts';
import { id, reason, runFilter } from './inputs.ts';

/** Where a journal entry stands in its run. */
const entryPath = z.string().min(1).max(2000);
/** Of the preview a person saw: refused as stale when it no longer holds. */
const seenVersion = z.string().max(64).optional();

/** What an operator does with runs, one by one or in bulk, and what each would do. */
export const runVerbMethods = {
  /** Cooperative; what it did and declares a way to undo is then undone, unless `undo` is false. */
  'run.cancel': {
    input: z.object({ runId: id, undo: z.boolean().default(true), reason }),
    output: runSummarySchema,
    mutates: true,
  },
  /** What cancelling a run, or rolling it back, would undo, and what it cannot. */
  'run.undoPreview': { input: z.object({ runId: id }), output: undoPreviewSchema },
  /** Undoes what a finished run did, newest first; each undoing is an effect that asks as any other. */
  'run.rollBack': { input: z.object({ runId: id, reason }), output: runSummarySchema, mutates: true },
  /** Ends a run at once and undoes nothing; its current step is not waited for. */
  'run.kill': { input: z.object({ runId: id, reason }), output: runSummarySchema, mutates: true },
  /** Takes a run out of its host; what it was in the middle of is done again after `run.resume`. */
  'run.pause': { input: z.object({ runId: id, reason }), output: runSummarySchema, mutates: true },
  'run.resume': { input: z.object({ runId: id }), output: runSummarySchema, mutates: true },
  /** What a verb that does part of a run again would repeat, take back and keep. */
  'run.consequences': {
    input: z.object({ runId: id, verb: restartVerbSchema, path: entryPath.nullable().default(null) }),
    output: consequencesSchema,
  },
  /** The run again as a new lineage; with `path`, what was recorded before that entry is kept. */
  'run.retry': {
    input: z.object({ runId: id, path: entryPath.nullable().default(null), version: seenVersion, reason }),
    output: runSummarySchema,
    mutates: true,
  },
  /** The same for a run in whatever state it is: back to an entry, in place. */
  'run.rewind': {
    input: z.object({ runId: id, path: entryPath, version: seenVersion, reason }),
    output: runSummarySchema,
    mutates: true,
  },
  /** A new run with what was recorded before an entry (null: nothing of it), its input or that entry's result edited. */
  'run.fork': {
    input: z.object({
      runId: id,
      path: entryPath.nullable().default(null),
      /** JSON texts, as a person edited them. */
      input: z.string().max(65_536).optional(),
      result: z.string().max(700_000).optional(),
      title: z.string().min(1).max(200).optional(),
      version: seenVersion,
      reason,
    }),
    output: runSummarySchema,
    mutates: true,
  },
  /** A finished run continues as a linked run: with its artifacts, its file, and its input with `input` (a JSON object) over it. */
  'run.extend': {
    input: z.object({
      runId: id,
      input: z.string().max(65_536).default('{}'),
      title: z.string().min(1).max(200).optional(),
      reason,
    }),
    output: runSummarySchema,
    mutates: true,
  },
  /** A signal for a run that takes it: a wait for its name and key goes on with it, or it is kept until there is one. */
  'signal.send': {
    input: z.object({
      runId: id,
      name: signalName,
      key: signalKey.default(''),
      /** JSON text, as a person wrote it; held against the contract its agent declares. */
      payload: z.string().max(65_536).default('null'),
    }),
    output: z.object({ taken: z.boolean() }),
    mutates: true,
  },
  'bulk.preview': {
    input: z.object({
      verb: bulkVerbSchema,
      filter: runFilter.default({}),
      runIds: z.array(id).max(10_000).optional(),
    }),
    output: bulkPreviewSchema,
  },
  /** One verb on every run a filter matches, or on those named: a durable job over the set as it is at this moment. */
  'bulk.start': {
    input: z.object({
      verb: bulkVerbSchema,
      filter: runFilter.default({}),
      runIds: z.array(id).max(10_000).optional(),
      /** The `set` of the preview a person saw; refused as stale when other runs match now. */
      seen: z.string().max(64).optional(),
      /** For retry, rewind and fork: the entry to go on from. */
      path: entryPath.nullable().default(null),
      /** For cancel: what was done is undone. */
      undo: z.boolean().default(true),
      /** For prioritise, move and delay: where the runs wait from then on. */
      priority: prioritySchema.optional(),
      queue: queueNameSchema.optional(),
      delayMs: z.number().int().min(0).max(longestDelayMs).optional(),
      reason,
    }),
    output: bulkJobSchema,
    mutates: true,
  },
  'bulk.cancel': { input: z.object({ jobId: id }), output: bulkJobSchema, mutates: true },
  'bulk.show': {
    input: z.object({ jobId: id, afterN: z.number().int().min(-1).default(-1) }),
    output: z.object({ job: bulkJobSchema, items: z.array(bulkItemSchema), next: z.number().nullable() }),
  },
  'bulk.list': { input: z.object({}), output: z.object({ jobs: z.array(bulkJobSchema) }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; mutates?: true }>;
