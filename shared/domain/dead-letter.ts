import { z } from 'zod';
import { runErrorSchema, verbSchema } from './run.ts';

/** Codes of a run that was stopped because it was tried again and again: a zombie. */
export const zombieCodes = ['recovered-too-often', 'sent-too-often'] as const;

export const letterEndings = ['retried', 'rolled-back', 'dismissed'] as const;

/** An attempt of a run that will not be tried again by itself, with what tells why. It stays when it is settled. */
export const deadLetterSchema = z.object({
  runId: z.string(),
  /** The attempt it is about: one that is retried and fails again is another letter. */
  lineageId: z.string(),
  kind: z.enum(['failed', 'zombie']),
  agentId: z.string(),
  agentTitle: z.string(),
  title: z.string(),
  queue: z.string(),
  error: runErrorSchema,
  attempt: z.number(),
  /** How often it was taken up again after a crash. */
  recoveries: z.number(),
  /** How many records its journal had. */
  records: z.number(),
  /** The latest errors its journal tells of, newest first. */
  lastErrors: z.array(
    z.object({ ord: z.number(), name: z.string(), attempt: z.number(), message: z.string(), atMs: z.number() }),
  ),
  /** Actions of it that were sent and are not known to have happened. */
  inDoubt: z.array(z.object({ effectId: z.string(), title: z.string(), dispatches: z.number() })),
  atMs: z.number(),
  settled: z.object({ how: z.enum(letterEndings), by: z.string(), reason: z.string(), atMs: z.number() }).nullable(),
  /** Whether it can be retried now, and why not. */
  retry: verbSchema,
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
