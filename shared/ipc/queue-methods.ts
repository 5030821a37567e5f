import { z } from 'zod';
import { deadLetterSchema } from '../domain/dead-letter.ts';
import {
  debounceMaxSchema,
  longestDelayMs,
  prioritySchema,
  queueKeySchema,
  queueLaneSchema,
  queueLimitsSchema,
  queueNameSchema,
  queueSchema,
  queueSummarySchema,
} from '../domain/queue.ts';
import { runSummarySchema } from '../domain/run.ts';
import { id, reason, runFilter } from './inputs.ts';

const delayMs = z.number().int().min(1).max(longestDelayMs);

/** Under which terms a run is started; part of `run.start`. */
export const queueTerms = {
  /** Left out: the one its agent names, or the default of the background lane. */
  queue: queueNameSchema.optional(),
  priority: prioritySchema.default(0),
  /** It starts no earlier; ms from now. */
  delayMs: delayMs.optional(),
  /** The limit per key of its queue counts it under this. */
  queueKey: queueKeySchema.optional(),
  /** While a run of this agent holds the key, a start with it is that run. */
  dedupKey: queueKeySchema.optional(),
  /** With `dedupKey`: it is put off by this long, and one that waits like this takes the later input and waits again. */
  debounceMs: delayMs.optional(),
  /** How long later starts may put it off, from the first one on; left out: as its agent, or else its queue, says. */
  debounceMaxMs: debounceMaxSchema.optional(),
};

/** Limits that are left out stay as they are, or without a limit. */
const limits = queueLimitsSchema.partial();

/** What an operator does with queues, and with the place of a run in one. */
export const queueMethods = {
  'queue.list': { input: z.object({}), output: z.object({ queues: z.array(queueSummarySchema) }) },
  /** `waiting` is in the order in which the runs will start, `delayed` by the time they were put off until. */
  'queue.show': {
    input: z.object({ name: queueNameSchema, limit: z.number().int().min(1).max(500).default(100) }),
    output: z.object({
      queue: queueSummarySchema,
      waiting: z.array(runSummarySchema),
      delayed: z.array(runSummarySchema),
    }),
  },
  'queue.create': {
    input: z.object({ name: queueNameSchema, lane: queueLaneSchema.default('background'), limits: limits.default({}) }),
    output: queueSchema,
    mutates: true,
  },
  /** `version` is the one that was seen: refused as stale when another change came first. */
  'queue.change': {
    input: z.object({ name: queueNameSchema, version: z.number().int(), limits, reason }),
    output: queueSchema,
    mutates: true,
  },
  /** Nothing of it is started or taken up again until `queue.resume`; what is at work goes on. */
  'queue.pause': { input: z.object({ name: queueNameSchema, reason }), output: queueSchema, mutates: true },
  'queue.resume': { input: z.object({ name: queueNameSchema }), output: queueSchema, mutates: true },
  /** Refused while a run that has not ended is in it or an agent names it; the refusal lists them. */
  'queue.remove': {
    input: z.object({ name: queueNameSchema, version: z.number().int(), reason }),
    output: z.object({ ok: z.literal(true) }),
    mutates: true,
  },
  /** Attempts that will not be tried again by themselves, newest first. */
  'deadLetter.list': {
    input: z.object({
      state: z.enum(['open', 'settled']).default('open'),
      /** Of which runs: their agent, and words of their title or id. */
      filter: runFilter.pick({ agentId: true, text: true }).default({}),
      after: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ letters: z.array(deadLetterSchema), next: z.string().nullable(), open: z.number() }),
  },
  /** The run again as a new attempt; from an entry, with `path`. */
  'deadLetter.retry': {
    input: z.object({
      runId: id,
      path: z.string().min(1).max(2000).nullable().default(null),
      reason: z.string().trim().min(1).max(2000),
    }),
    output: runSummarySchema,
    mutates: true,
  },
  /** It is left as it is; nothing is deleted. */
  'deadLetter.dismiss': {
    input: z.object({ runId: id, reason: z.string().trim().min(1).max(2000) }),
    output: z.object({ ok: z.literal(true) }),
    mutates: true,
  },
  'run.prioritise': {
    input: z.object({ runId: id, priority: prioritySchema, reason }),
    output: runSummarySchema,
    mutates: true,
  },
  /** To another queue of its lane. */
  'run.move': {
    input: z.object({ runId: id, queue: queueNameSchema, reason }),
    output: runSummarySchema,
    mutates: true,
  },
  /** Puts it off from now on; 0 = its turn may come at once. */
  'run.delay': {
    input: z.object({ runId: id, delayMs: z.number().int().min(0).max(longestDelayMs), reason }),
    output: runSummarySchema,
    mutates: true,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; mutates?: true }>;
