import { z } from 'zod';
import { pauseSchema } from './run.ts';

export const queueNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens');

/** Lanes in which runs wait their turn; approvals have an inbox instead. */
export const queueLanes = ['interactive', 'background'] as const;
export const queueLaneSchema = z.enum(queueLanes);
export type QueueLane = z.infer<typeof queueLaneSchema>;

/** The queue of a lane that every workspace has from its beginning. */
export const defaultQueues: Readonly<Record<QueueLane, string>> = { interactive: 'interactive', background: 'default' };

/** Higher goes first; 0 where nobody said anything. */
export const prioritySchema = z.number().int().min(-100).max(100);

/** What runs share that may not all be at work together, such as a customer; or what makes a second start the same one. */
export const queueKeySchema = z.string().min(1).max(200);

/** How long a start may be put off at most, ms. */
export const longestDelayMs = 31_536_000_000;

export const debounceMaxSchema = z.number().int().min(1).max(longestDelayMs);

/** What an operator sets for a queue; null = no limit. */
export const queueLimitsSchema = z.object({
  /** Runs of it in hosts at the same time; a run that waits gives its place up when it leaves its host. */
  concurrency: z.number().int().min(1).max(10_000).nullable(),
  /** The same, of runs with the same key. */
  perKey: z.number().int().min(1).max(10_000).nullable(),
  /** Runs started in any stretch of `periodMs`; what goes on after a wait or a crash is no start. */
  rate: z
    .object({ count: z.number().int().min(1).max(100_000), periodMs: z.number().int().min(100).max(86_400_000) })
    .nullable(),
  /** Runs that wait in it at most: one more is refused. */
  capacity: z.number().int().min(1).max(10_000_000).nullable(),
  /** A run that was taken up more often than this after a crash goes to the dead letters. */
  mostRecoveries: z.number().int().min(1).max(10_000),
  /** An action that was sent this often under one key, without an answer, is not sent again. */
  mostAttempts: z.number().int().min(1).max(100),
  /** Debounced starts put a run off no longer than this from the first of them, or than one debounce if that is longer. */
  debounceMaxMs: debounceMaxSchema,
});
export type QueueLimits = z.infer<typeof queueLimitsSchema>;

export const freeLimits: QueueLimits = {
  concurrency: null,
  perKey: null,
  rate: null,
  capacity: null,
  mostRecoveries: 100,
  mostAttempts: 5,
  debounceMaxMs: 3_600_000,
};

export const queueSchema = queueLimitsSchema.extend({
  name: queueNameSchema,
  lane: queueLaneSchema,
  pause: pauseSchema.nullable(),
  /** Raised by every change. */
  version: z.number().int(),
  createdAtMs: z.number(),
});
export type Queue = z.infer<typeof queueSchema>;

/** A queue with what is in it, as it stands at this moment. */
export const queueSummarySchema = queueSchema.extend({
  running: z.number(),
  /** Runs whose turn it may be as soon as there is room; `delayed` ones were put off. */
  waiting: z.number(),
  delayed: z.number(),
  /** Starts that were refused because it was full, since it was made. */
  refused: z.number(),
  /** Since when the run that waits longest has waited; null: none does. */
  oldestSinceMs: z.number().nullable(),
});
export type QueueSummary = z.infer<typeof queueSummarySchema>;
