import { randomUUID } from 'node:crypto';
import { link, open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crashPoint } from '../../faults/crash-point.ts';
import { systemCode } from './file-failure.ts';

export type WriteOnce =
  | { readonly state: 'created' }
  /** Something already has this name; the caller looks whether it is its own. */
  | { readonly state: 'exists' }
  /** Nothing has this name because of us. */
  | { readonly state: 'failed'; readonly cause: unknown }
  /** The file has its name, and whether that survives a power loss is not known. */
  | { readonly state: 'unsure'; readonly cause: unknown };

/**
 * Gives a complete file its name, once: temp file in the same folder, fsync, exclusive link, directory fsync.
 * A crash before the link leaves only a temp file; after it, the whole file. The name is never overwritten.
 */
export async function writeOnce(
  target: string,
  owner: string,
  fill: (file: FileHandle) => Promise<void>,
): Promise<WriteOnce> {
  const folder = dirname(target);
  const temp = join(folder, `${tempPrefix(owner)}${randomUUID()}.tmp`);
  let state: 'created' | 'exists';
  try {
    await writeTemp(temp, fill);
    crashPoint('tool.before-link');
    state = await linkExclusively(temp, target);
  } catch (cause) {
    await rm(temp, { force: true }).catch(() => undefined);
    return { state: 'failed', cause };
  }
  try {
    crashPoint('tool.after-link');
    await rm(temp, { force: true });
    crashPoint('tool.before-directory-sync');
    await syncFolder(folder);
    crashPoint('tool.after-directory-sync');
  } catch (cause) {
    return { state: 'unsure', cause };
  }
  return { state };
}

/** Removes what crashed writes of this owner left in the folder. Call only while none of its writes is under way. */
export async function sweepTemps(folder: string, owner: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const prefix = tempPrefix(owner);
  for (const name of names)
    if (name.startsWith(prefix) && name.endsWith('.tmp')) await rm(join(folder, basename(name)), { force: true });
}

/** Makes names added to or removed from a folder survive a power loss. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function tempPrefix(owner: string): string {
  return `.lanekeeper-${owner}-`;
}

async function writeTemp(temp: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(temp, 'wx', 0o600);
  try {
    await fill(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function linkExclusively(temp: string, target: string): Promise<'created' | 'exists'> {
  try {
    await link(temp, target);
    return 'created';
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return 'exists';
    throw thrown;
  }
}
