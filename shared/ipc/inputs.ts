import { z } from 'zod';
import { toldLooked } from '../domain/looked.ts';
import { runStatusSchema } from '../domain/run.ts';

/** Parts of what many methods are given. */
export const id = z.string().min(1).max(200);

/** What a reviewer saw when deciding: the server refuses when any of it has moved on (A8). */
export const decidedItem = z.object({
  approvalId: id,
  envelopeHash: z.string(),
  version: z.number().int(),
  looked: toldLooked,
});

export const reason = z.string().max(2000).default('');

/** Where something is stopped or let go on that others rely on. */
export const givenReason = z.string().trim().min(1).max(2000);

/** The beginning of a release's hash. */
export const releasePrefix = z
  .string()
  .regex(/^[0-9a-f]{4,64}$/)
  .optional();

export const runFilter = z.object({
  agentId: z.string().optional(),
  status: z.array(runStatusSchema).optional(),
  text: z.string().max(200).optional(),
  /** Only runs that this one has started. */
  parentId: id.optional(),
  /** Only runs that have an open dead letter. */
  letters: z.literal('open').optional(),
});
