import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { LanekeeperError } from '../../../shared/errors.ts';

/** With less than this free a start would stop half-way: the WAL index, the first commits, an agent's release. */
const leastFreeBytes = 512 * 1024;

/**
 * What SQLite and the system say when a disk, or a user's share of it, has no room. `SHMSIZE` is the WAL index, the
 * first thing a start has to make.
 */
const fullCodes: ReadonlySet<string> = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_SHMSIZE',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
]);

/** Whether this failure, or the one that caused it, means that the disk is full. */
export function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof LanekeeperError && error.code === 'disk-full') return true;
  return ('code' in error && fullCodes.has(String(error.code))) || isFullDisk(error.cause);
}

/** Whether a command was refused because nothing can be saved just now; the same may be saved later. */
export function isUnsaved(error: unknown): boolean {
  return error instanceof LanekeeperError && (error.code === 'disk-full' || error.code === 'degraded');
}

/** The refusal of a change that found no room. */
export function diskFull(cause?: unknown): LanekeeperError {
  return new LanekeeperError(
    'disk-full',
    'The disk is full: nothing of this was saved, and everything saved before is intact.',
    { hint: 'Free some space on the disk of the workspace; work goes on by itself.', cause },
  );
}

/** Throws `disk-full` when there is too little room to start with. A quota is not seen here; the first write finds it. */
export async function needRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes) throw diskFull();
}

/** Whether there is room enough to go on with, not for one small page alone. One system call. */
export function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= leastFreeBytes;
}
