import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { blobPath } from '../store/read/artifact-reads.ts';

/** Keeps bytes under their hash: temp file in the same folder, fsync, rename, fsync of the folder; only then may a row name it. */
export async function keepBytes(artifactFolder: string, bytes: Uint8Array): Promise<{ sha256: string; bytes: number }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = blobPath(artifactFolder, sha256);
  if (await isThere(path, bytes.length)) {
    // Whoever put it there may not have come to this yet.
    await syncName(path);
    return { sha256, bytes: bytes.length };
  }
  const temp = await tempIn(dirname(path));
  try {
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    crashPoint('artifact.before-rename');
    await settleTemp(temp, path);
  } catch (cause) {
    await rm(temp, { force: true });
    throw storageError(cause);
  }
  return { sha256, bytes: bytes.length };
}

/** Gives a finished temp file its name for good. */
export async function settleTemp(temp: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rename(temp, path);
  await syncName(path);
}

/** The file's name survives a power loss, and so does the name of its folder, which may be as new. */
async function syncName(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** A piece of a kept file, and how long the whole is. */
export async function readBytes(
  artifactFolder: string,
  sha256: string,
  offset: number,
  length: number,
): Promise<{ bytes: Uint8Array; total: number }> {
  const path = blobPath(artifactFolder, sha256);
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new LanekeeperError('not-found', `The kept file ${sha256.slice(0, 12)} is missing from the workspace.`, {
      cause,
    });
  });
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return { bytes: bytes.subarray(0, bytesRead), total: size };
  } finally {
    await file.close();
  }
}

export async function tempIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return join(folder, `.${randomUUID()}.tmp`);
}

export function storageError(cause: unknown): LanekeeperError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new LanekeeperError('disk-full', 'The disk is full: the file was not kept, and nothing else was changed.', {
      hint: 'Free some space on the disk of the workspace.',
      cause,
    });
  return new LanekeeperError('internal', `A file could not be kept in the workspace (${code || String(cause)}).`, {
    cause,
  });
}

/** A file that is there is made young again: it may be about to gain the row that keeps it from being collected. */
async function isThere(path: string, bytes: number): Promise<boolean> {
  try {
    if ((await stat(path)).size !== bytes) return false;
    const now = new Date();
    await utimes(path, now, now);
    return true;
  } catch {
    return false;
  }
}
