import { z } from 'zod';
import { fileRefSchema } from './agent.ts';
import { startLimitsSchema } from './budget.ts';
import { prioritySchema, queueNameSchema } from './queue.ts';
import { deadlineSchema } from './run.ts';

/** What starts a run by itself. */
export const triggerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cron'),
    /** Five fields (minute first), or six with seconds; in `timeZone`. */
    cron: z.string().min(1).max(200),
    /** An IANA name, such as `Europe/Berlin`. */
    timeZone: z.string().min(1).max(80),
    /** Each firing is put off by up to this long, by a fixed share of it per firing. */
    jitterMs: z.number().int().min(0).max(86_400_000).default(0),
  }),
  z.object({
    kind: z.literal('folder'),
    /** A folder of this machine, absolute. Each file in it starts one run, once by its content. */
    path: z.string().min(1).max(4096),
    /** A file counts as settled when it has not changed for this long. */
    settleMs: z.number().int().min(500).max(600_000).default(2_000),
  }),
  /** Rows put by other programs; each key starts one run, once. */
  z.object({ kind: z.literal('inbound') }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

/** What happens when the run of an earlier firing has not ended yet. */
export const overlapRules = ['skip', 'wait', 'allow'] as const;
export type OverlapRule = (typeof overlapRules)[number];

/** Which of the firings that fell due while the machine slept, or Lanekeeper was off, happen afterwards. */
export const catchUpSchema = z.object({
  rule: z.enum(['skip', 'one', 'all']),
  /** Nothing older than this happens afterwards; null = no limit. */
  maxAgeMs: z.number().int().min(60_000).nullable(),
});
export type CatchUp = z.infer<typeof catchUpSchema>;

/** How the runs it starts are started. */
export const runTermsSchema = z.object({
  /** The queue they wait in; null: their agent's own. */
  queue: queueNameSchema.nullable().default(null),
  priority: prioritySchema.default(0),
  /** What each may use. */
  budgets: startLimitsSchema.default([]),
  /** Each is cancelled when it has not ended so long after its start; null: never. */
  deadlineInMs: deadlineSchema.nullable().default(null),
});
export type RunTerms = z.infer<typeof runTermsSchema>;

export const plainTerms: RunTerms = { queue: null, priority: 0, budgets: [], deadlineInMs: null };

/** What a person writes down. */
export const schedulePlanSchema = z.object({
  name: z.string().trim().min(1).max(120),
  agentId: z.string().min(1).max(200),
  input: z.record(z.string(), z.unknown()),
  file: fileRefSchema.optional(),
  trigger: triggerSchema,
  overlap: z.enum(overlapRules).default('skip'),
  catchUp: catchUpSchema.default({ rule: 'one', maxAgeMs: null }),
  terms: runTermsSchema.default(plainTerms),
});
export type SchedulePlan = z.infer<typeof schedulePlanSchema>;

export const firingCauses = ['cron', 'manual', 'backfill', 'file', 'inbound'] as const;
export type FiringCause = (typeof firingCauses)[number];

/**
 * `skipped-late`: one record for all that were missed together; `waiting`: starts when the earlier run has ended;
 * `dropped`: it waited when its schedule was removed.
 */
export const firingOutcomes = ['started', 'waiting', 'skipped-overlap', 'skipped-late', 'failed', 'dropped'] as const;
export type FiringOutcome = (typeof firingOutcomes)[number];

export const firingSchema = z.object({
  scheduleId: z.string(),
  /** Unique in its schedule: the nominal instant, the content's hash, or the sender's key. */
  key: z.string(),
  cause: z.enum(firingCauses),
  /** When it was meant to happen, before jitter. */
  nominalAtMs: z.number(),
  atMs: z.number(),
  outcome: z.enum(firingOutcomes),
  runId: z.string().nullable(),
  /** Why, in a sentence; empty for a plain start. */
  note: z.string(),
  /** The person who asked for it or sent its row, whose run it is; null = the clock or a file, for the schedule's maker. */
  sentBy: z.string().nullable(),
});
export type Firing = z.infer<typeof firingSchema>;

export const scheduleSchema = schedulePlanSchema.extend({
  scheduleId: z.string(),
  file: fileRefSchema.nullable(),
  paused: z.boolean(),
  /** Why, where it was not a person who paused it; else empty. */
  pauseNote: z.string(),
  /** Raised by every change. */
  version: z.number().int(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  /** The next nominal instant; null when paused, or when nothing is due by the clock. */
  nextAtMs: z.number().nullable(),
  fired: z.number().int(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** What became of one wish to fire. `already`: this key has fired before, and nothing was done. */
export const firedSchema = z.object({
  key: z.string(),
  outcome: z.enum([...firingOutcomes, 'already']),
  runId: z.string().nullable(),
});
export type Fired = z.infer<typeof firedSchema>;

/** One line of the list of schedules. */
export const scheduleSummarySchema = scheduleSchema.extend({
  agentTitle: z.string(),
  lastFiring: firingSchema.nullable(),
  /** Firings that wait for an earlier run, or for the end of a pause. */
  waiting: z.number().int(),
  /** Why it cannot fire just now, such as a watched folder that is gone; empty when it can. */
  problem: z.string(),
});
export type ScheduleSummary = z.infer<typeof scheduleSummarySchema>;
