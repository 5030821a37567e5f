import { z } from 'zod';
import { longestDelayMs, prioritySchema, queueKeySchema, queueNameSchema } from '../domain/queue.ts';

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
};
