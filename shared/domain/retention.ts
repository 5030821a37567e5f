import { z } from 'zod';

/** Fewer days may not be set: what a system did is kept for at least six months. */
export const fewestKeepDays = 183;

/** Forbids that anything of a run is removed. */
export const legalHoldSchema = z.object({
  runId: z.string(),
  reason: z.string(),
  personId: z.string(),
  printedName: z.string(),
  atMs: z.number(),
});
export type LegalHold = z.infer<typeof legalHoldSchema>;

/** What was removed of a run, and when; `doneAtMs` null = it is under way. */
export const removalSchema = z.object({
  runId: z.string(),
  keepDays: z.number(),
  begunAtMs: z.number(),
  doneAtMs: z.number().nullable(),
  /** Journal records and kept signals. */
  records: z.number(),
  files: z.number(),
  bytes: z.number(),
});
export type Removal = z.infer<typeof removalSchema>;
