import { Worker, type MessagePort } from 'node:worker_threads';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import type { BackupRequest } from '../backups/make-backup.ts';
import { entryUrl } from '../entries.ts';
import type { FromMaintenance, MaintenanceThreadData, ToMaintenance } from '../store/maintenance-thread.ts';

export interface MaintenanceLine {
  /** Commits were made since the last time. */
  wrote(): void;
  connectFiles(port: MessagePort): void;
  /** Removes kept files that no row names any more. */
  collect(): void;
  /** One at a time. */
  backup(request: BackupRequest, progress: (now: BackupProgress) => void): Promise<BackupSummary>;
  close(): Promise<void>;
}

export function openMaintenanceLine(data: MaintenanceThreadData): MaintenanceLine {
  const worker = new Worker(entryUrl('maintenance-thread'), {
    workerData: data,
    name: 'maintenance',
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  let backup: {
    readonly progress: (now: BackupProgress) => void;
    readonly made: PromiseWithResolvers<BackupSummary>;
  } | null = null;
  worker.on('message', (message: FromMaintenance) => {
    switch (message.kind) {
      case 'backup-progress':
        return backup?.progress(message.progress);
      case 'backup-done':
        backup?.made.resolve(message.backup);
        backup = null;
        return;
      case 'backup-failed':
        backup?.made.reject(fromWireError(message.error));
        backup = null;
        return;
      case 'closed':
        return;
    }
  });
  worker.once('exit', () => {
    backup?.made.reject(
      new LanekeeperError('unreachable', 'The runtime closed while the backup was made; nothing of it was kept.'),
    );
    backup = null;
  });
  const tell = (message: ToMaintenance, transfer: readonly MessagePort[] = []): void =>
    worker.postMessage(message, [...transfer]);
  return {
    wrote: () => tell({ kind: 'wrote' }),
    connectFiles: (port) => tell({ kind: 'files', port }, [port]),
    collect: () => tell({ kind: 'collect' }),
    backup(request, progress) {
      if (backup !== null)
        throw new LanekeeperError('wrong-state', 'A backup is being made already; no second one was begun.', {
          hint: 'Wait until it has ended.',
        });
      backup = { progress, made: Promise.withResolvers<BackupSummary>() };
      tell({ kind: 'backup', request });
      return backup.made.promise;
    },
    async close() {
      const closed = new Promise((resolve) => worker.once('exit', resolve));
      tell({ kind: 'close' });
      await closed;
    },
  };
}
