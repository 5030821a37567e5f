import { z } from 'zod';
import { runStatusSchema } from '../domain/run.ts';

/** Parts of what many methods are given. */
export const id = z.string().min(1).max(200);

export const reason = z.string().max(2000).default('');

export const runFilter = z.object({
  agentId: z.string().optional(),
  status: z.array(runStatusSchema).optional(),
  text: z.string().max(200).optional(),
  /** Only runs that this one has started. */
  parentId: id.optional(),
});
