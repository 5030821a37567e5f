import { z } from 'zod';

/** One backup as it is listed. */
export const backupSummarySchema = z.object({
  /** The folder's own name; a window names a backup by it. */
  name: z.string(),
  folder: z.string(),
  takenAtMs: z.number(),
  bytes: z.number(),
  files: z.number(),
  /** Events of the audit log that are in it. */
  events: z.number(),
  schema: z.number(),
  version: z.string(),
  /** Kept files that were damaged or gone when it was taken, and are not in it. */
  missing: z.number(),
  /** Why it cannot be restored here; null = it can, as far as its description says. */
  problem: z.string().nullable(),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;

export const backupPhases = ['database', 'files', 'checking', 'settling'] as const;

/** How far a backup is; `total` is 0 where it is not known. */
export const backupProgressSchema = z.object({
  phase: z.enum(backupPhases),
  done: z.number(),
  total: z.number(),
  unit: z.enum(['pages', 'files', '']),
});
export type BackupProgress = z.infer<typeof backupProgressSchema>;
