import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crashPoint } from '../../faults/crash-point.ts';
import { systemCode } from '../files/file-failure.ts';
import { syncFolder, sweepTemps, writeOnce } from '../files/write-once.ts';
import type { WriteOnce } from '../files/write-once.ts';
import { keyHeader } from './compose.ts';

/**
 * The mail files of the workspace, one per key, each in exactly one place:
 * `<key>.eml` (outbox) -> `withdrawn/`, or with a mail server `sending/` -> `sent/`.
 */
export type Place = 'outbox' | 'withdrawn' | 'sending' | 'sent';

const headBytes = 16 * 1024;

/** Path of a key's file in a place. */
export function mailFile(outboxFolder: string, place: Place, key: string): string {
  return place === 'outbox' ? join(outboxFolder, `${key}.eml`) : join(outboxFolder, place, `${key}.eml`);
}

/** Whether a place holds this key's file: `foreign` is a file of that name which another hand put there. */
export async function lookFor(path: string, key: string): Promise<'ours' | 'foreign' | 'absent'> {
  try {
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const { bytesRead } = await handle.read(head, 0, headBytes, 0);
      return keyIn(head.toString('latin1', 0, bytesRead)) === key ? 'ours' : 'foreign';
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    if (code === 'EISDIR') return 'foreign';
    throw thrown;
  }
}

/** Writes a key's mail into a place; `exists` when that name is taken. */
export async function writeMail(outboxFolder: string, place: Place, key: string, bytes: Buffer): Promise<WriteOnce> {
  const path = mailFile(outboxFolder, place, key);
  try {
    await ensurePlace(outboxFolder, place);
  } catch (cause) {
    return { state: 'failed', cause };
  }
  return await writeOnce(path, key, (file) => file.writeFile(bytes));
}

/** Moves a key's mail from one place to another; both names are on disk when it returns. */
export async function moveMail(outboxFolder: string, key: string, move: { from: Place; to: Place }): Promise<void> {
  await ensurePlace(outboxFolder, move.to);
  const from = mailFile(outboxFolder, move.from, key);
  const to = mailFile(outboxFolder, move.to, key);
  // A crash between these lines leaves the file in the old place or the new one, never in both and never in neither.
  await rename(from, to);
  crashPoint('tool.after-move');
  await syncFolder(dirname(to));
  await syncFolder(dirname(from));
}

/** Removes a key's mail from a place, when it is known that it was not sent. */
export async function removeMail(outboxFolder: string, place: Place, key: string): Promise<void> {
  const path = mailFile(outboxFolder, place, key);
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** Clears what a crashed write of this key left behind. */
export async function sweepKey(outboxFolder: string, key: string): Promise<void> {
  for (const place of ['outbox', 'sending'] as const)
    await sweepTemps(dirname(mailFile(outboxFolder, place, key)), key);
}

/** Sub-folders are made when first needed; the outbox itself is not, so that a lost folder is noticed. */
async function ensurePlace(outboxFolder: string, place: Place): Promise<void> {
  if (place === 'outbox') return;
  try {
    await mkdir(join(outboxFolder, place), { mode: 0o700 });
    await syncFolder(outboxFolder);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  }
}

function keyIn(head: string): string | null {
  const end = head.indexOf('\r\n\r\n');
  const headers = (end < 0 ? head : head.slice(0, end)).replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const prefix = `${keyHeader.toLowerCase()}:`;
  const found = headers.find((header) => header.toLowerCase().startsWith(prefix));
  return found === undefined ? null : found.slice(prefix.length).trim();
}
