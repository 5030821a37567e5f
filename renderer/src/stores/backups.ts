import { create } from 'zustand';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';
import { refreshWorkspace } from './workspace.ts';

interface BackupState {
  /** Null until they were read. */
  readonly backups: readonly BackupSummary[] | null;
  readonly folder: string;
  readonly failure: unknown;
  readonly isMaking: boolean;
  readonly progress: BackupProgress | null;
  readonly makeFailure: unknown;
  /** Name of the backup that is being restored. */
  readonly restoring: string | null;
  readonly restoreFailure: unknown;
}

export const useBackups = create<BackupState>()(() => ({
  backups: null,
  folder: '',
  failure: null,
  isMaking: false,
  progress: null,
  makeFailure: null,
  restoring: null,
  restoreFailure: null,
}));

/** Reads which backups there are. */
export async function readBackups(): Promise<void> {
  try {
    useBackups.setState({ ...(await call('backup.list', {})), failure: null });
  } catch (failure) {
    useBackups.setState({ failure });
  }
}

/** Makes a backup in the workspace's own folder; how far it is comes by itself. */
export async function makeBackup(): Promise<void> {
  useBackups.setState({ isMaking: true, progress: null, makeFailure: null });
  try {
    await call('backup.create', {});
    announce('The backup is made and checked.');
    await readBackups();
  } catch (makeFailure) {
    useBackups.setState({ makeFailure });
  } finally {
    useBackups.setState({ isMaking: false, progress: null });
  }
}

/** Exchanges the workspace for a backup of it; every page is read again afterwards. */
export async function restoreBackup(name: string, reason: string): Promise<void> {
  useBackups.setState({ restoring: name, restoreFailure: null });
  try {
    await call('backup.restore', { name, reason });
    announce('The workspace is restored.');
    await refreshWorkspace();
    await readBackups();
  } catch (restoreFailure) {
    useBackups.setState({ restoreFailure });
  } finally {
    useBackups.setState({ restoring: null });
  }
}

/** A backup that another window or the command line makes is shown too, for as long as it tells of itself. */
export function takeBackupProgress(progress: BackupProgress): void {
  useBackups.setState({ progress });
}
