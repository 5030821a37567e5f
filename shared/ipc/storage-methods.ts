import { z } from 'zod';
import { backupSummarySchema } from '../domain/backup.ts';
import { legalHoldSchema } from '../domain/retention.ts';

const nothing = z.object({});
const ok = z.object({ ok: z.literal(true) });

/** Calls about what is kept, for how long, and its second copies. */
export const storageMethods = {
  /** Makes a backup in the workspace's own backup folder; answers when it is finished and checked. */
  'backup.create': { input: nothing, output: backupSummarySchema, mutates: true },
  /** The same in a folder of this machine, named by the command line. */
  'backup.createAt': {
    input: z.object({ folder: z.string().min(1).max(4096) }),
    output: backupSummarySchema,
    mutates: true,
  },
  'backup.list': { input: nothing, output: z.object({ folder: z.string(), backups: z.array(backupSummarySchema) }) },

  /** Restores a damaged workspace from a backup of its own folder; only while it is not open. */
  'backup.restore': {
    input: z.object({ name: z.string().min(1).max(200), reason: z.string().min(1).max(2000) }),
    output: ok,
    mutates: true,
  },
  /** The same from a folder of this machine, named by the command line. */
  'backup.restoreFrom': {
    input: z.object({ folder: z.string().min(1).max(4096), reason: z.string().min(1).max(2000) }),
    output: ok,
    mutates: true,
  },
  /** Forbids that anything of a run is removed, whatever the settings say. */
  'run.placeHold': {
    input: z.object({ runId: z.string().min(1).max(200), reason: z.string().min(1).max(2000) }),
    output: legalHoldSchema,
    mutates: true,
  },
  'run.liftHold': {
    input: z.object({ runId: z.string().min(1).max(200), reason: z.string().min(1).max(2000) }),
    output: ok,
    mutates: true,
  },
} as const;
