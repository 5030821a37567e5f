import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Sha256 } from '../../../../shared/ids.ts';
import { asId } from '../../../../shared/ids.ts';
import { systemCode } from './file-failure.ts';

const pieceBytes = 1 << 20;
/** Follows no link and waits for no pipe; Windows has neither flag. */
const plainFileOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** SHA-256 of a file's content, or null when nothing has this name. Anything but a plain file is an error. */
export async function fileSha256(path: string): Promise<Sha256 | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, plainFileOnly);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is not a plain file');
    return await hashWhile(handle, () => Promise.resolve());
  } finally {
    await handle.close();
  }
}

/** Copies an open file into another piece by piece and gives the SHA-256 of what was copied. */
export function copyHashing(from: FileHandle, to: FileHandle): Promise<Sha256> {
  return hashWhile(from, async (piece) => {
    // A short write happens when the disk fills up; the next write then reports it.
    for (let at = 0; at < piece.length;) at += (await to.write(piece, at, piece.length - at)).bytesWritten;
  });
}

async function hashWhile(handle: FileHandle, each: (piece: Uint8Array) => Promise<void>): Promise<Sha256> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(pieceBytes);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, pieceBytes, null);
    if (bytesRead === 0) return asId<Sha256>(hash.digest('hex'));
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    await each(piece);
  }
}
