import { isAbsolute, relative } from 'node:path';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { listBackups } from '../backups/list-backups.ts';
import type { Asking } from '../engine/command.ts';
import type { Clock } from '../ports.ts';
import type { EngineLine } from './engine-line.ts';
import type { MaintenanceLine } from './maintenance-line.ts';
import type { Places } from './places.ts';

export interface BackupDesk {
  /** Null = the workspace's own backup folder. */
  create(folder: string | null, asking: Asking): Promise<BackupSummary>;
  list(): Promise<{ folder: string; backups: BackupSummary[] }>;
}

export interface BackupDeskOptions {
  readonly places: Places;
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly engine: Pick<EngineLine, 'call'>;
  readonly maintenance: Pick<MaintenanceLine, 'backup'>;
  readonly progress: (now: BackupProgress) => void;
}

/** Backups as a person asks for them: by whom, where to, and recorded in the audit log once they are there. */
export function createBackupDesk({
  places,
  version,
  clock,
  engine,
  maintenance,
  progress,
}: BackupDeskOptions): BackupDesk {
  return {
    async create(folder, asking) {
      const into = folder ?? places.backupFolder;
      refuseInside(into, places);
      const first = await engine.call({ method: 'backup.begin', input: {}, ...asking });
      if (first !== null) return first as BackupSummary;
      const backup = await maintenance.backup({ into, version, takenAtMs: clock.now(), places }, progress);
      return (await engine.call({ method: 'backup.made', input: backup, ...asking })) as BackupSummary;
    },
    list: async () => ({ folder: places.backupFolder, backups: await listBackups(places.backupFolder) }),
  };
}

/** A backup among the files it is made of would become part of the next one, or of nothing. */
function refuseInside(into: string, places: Places): void {
  const taken = [places.artifactFolder, places.releasesFolder, places.outboxFolder, places.emptyFolder];
  const within = (folder: string): boolean => {
    const way = relative(folder, into);
    return way === '' || (!way.startsWith('..') && !isAbsolute(way));
  };
  if (!taken.some(within)) return;
  throw new LanekeeperError('refused', `${into} is part of the workspace's own files; no backup was made.`, {
    hint: 'Name a folder outside of it, best on another disk.',
  });
}
