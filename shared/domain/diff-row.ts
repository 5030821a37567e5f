import { z } from 'zod';

/** One changed field: what is there now, and what would be. */
export const diffRowSchema = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type DiffRow = z.infer<typeof diffRowSchema>;
