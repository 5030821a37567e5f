import type { BackupSummary } from '../../../shared/domain/backup.ts';
import type { Handlers } from './handlers.ts';

const folder = '/home/ada/lanekeeper/backups';
const made: BackupSummary[] = [];

/** Backups in name only. */
export const storageHandlers: Pick<
  Handlers,
  | 'backup.create'
  | 'backup.createAt'
  | 'backup.list'
  | 'backup.restore'
  | 'backup.restoreFrom'
  | 'run.placeHold'
  | 'run.liftHold'
> = {
  'backup.create': () => addBackup(folder),
  'backup.createAt': (input) => addBackup(input.folder),
  'run.placeHold': ({ runId, reason }, _runtime, as) => ({ runId, reason, personId: as, printedName: as, atMs: 0 }),
  'run.liftHold': () => ({ ok: true }),
  'backup.restore': () => ({ ok: true }),
  'backup.restoreFrom': () => ({ ok: true }),
  'backup.list': () => ({ folder, backups: made.toReversed() }),
};

function addBackup(into: string): BackupSummary {
  const name = `lanekeeper-20260131-1200${String(made.length).padStart(2, '0')}`;
  const facts = { takenAtMs: Date.UTC(2026, 0, 31, 12), bytes: 4_180_000, files: 61, events: 912, schema: 2 };
  const backup: BackupSummary = {
    name,
    folder: `${into}/${name}`,
    ...facts,
    version: '0.1.0',
    missing: 0,
    problem: null,
  };
  made.push(backup);
  return backup;
}
