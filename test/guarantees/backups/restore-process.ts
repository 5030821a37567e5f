import { restoreBackup, type RestoreResult } from '../../../electron/runtime/backups/restore.ts';
import { armCrashAt } from '../../../electron/runtime/faults/crash-point.ts';

/** What a restore that came to its end has to say. */
export type RestoreReport = RestoreResult;

/** Restores in a process of its own, which kills itself at a crash point. */
const [backup = '', workspace = '', crashAt = ''] = process.argv.slice(2);
armCrashAt(crashAt);
const report: RestoreReport = await restoreBackup({
  backup,
  workspace,
  by: null,
  reason: 'a test',
  nowMs: Date.now(),
  bootId: 'boot',
});
process.stdout.write(JSON.stringify(report));
