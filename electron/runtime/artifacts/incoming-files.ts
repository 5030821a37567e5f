import { createHash, randomUUID, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileRef } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { Clock } from '../ports.ts';
import { blobPath } from '../store/read/artifact-reads.ts';
import { settleTemp, storageError, tempIn } from './blob-files.ts';

/** Largest file taken in. */
const mostBytes = 1024 * 1024 * 1024;
const mostUploads = 32;
/** An upload nobody has added to for so long has lost its window; it gives its place to another. */
const idleAfterMs: Ms = 5 * 60_000;
const pieceBytes = 1024 * 1024;

interface Upload {
  readonly name: string;
  readonly bytes: number;
  readonly temp: string;
  readonly file: FileHandle;
  readonly hash: Hash;
  received: number;
  /** When its last piece came, monotonic. */
  touchedMs: Ms;
  /** Ends when every piece taken so far is written: pieces come without waiting for one another. */
  written: Promise<unknown>;
}

/** Files on their way into the workspace: in pieces from a window, or from a path of this machine. Kept by their hash. */
export interface IncomingFiles {
  open(input: { name: string; bytes: number }): Promise<{ uploadId: string }>;
  append(input: { uploadId: string; offset: number; base64: string }): Promise<{ received: number }>;
  close(input: { uploadId: string }): Promise<FileRef>;
  /** Gives an upload up and drops what came of it; one that is not known is given up already. */
  cancel(input: { uploadId: string }): Promise<{ ok: true }>;
  import(input: { path: string }): Promise<FileRef>;
  /** Drops what was never finished. */
  abandonAll(): Promise<void>;
}

export function createIncomingFiles(artifactFolder: string, clock: Pick<Clock, 'monotonic'>): IncomingFiles {
  const uploads = new Map<string, Upload>();

  async function begin(name: string, bytes: number): Promise<Upload> {
    if (bytes > mostBytes)
      throw new LanekeeperError('too-large', `"${name}" has ${bytes} bytes; ${mostBytes} is the most a run takes.`, {
        hint: 'Split the file.',
      });
    const temp = await tempIn(artifactFolder);
    try {
      const file = await open(temp, 'wx', 0o600);
      return {
        name,
        bytes,
        temp,
        file,
        hash: createHash('sha256'),
        received: 0,
        touchedMs: clock.monotonic(),
        written: Promise.resolve(),
      };
    } catch (cause) {
      throw storageError(cause);
    }
  }

  async function add(upload: Upload, piece: Uint8Array): Promise<void> {
    try {
      await upload.file.writeFile(piece);
    } catch (cause) {
      throw storageError(cause);
    }
    upload.hash.update(piece);
    upload.received += piece.length;
  }

  async function take(upload: Upload, offset: number, base64: string): Promise<{ received: number }> {
    if (offset !== upload.received)
      throw new LanekeeperError('wrong-state', `The next piece begins at ${upload.received}, not ${offset}.`);
    const piece = Buffer.from(base64, 'base64');
    if (upload.received + piece.length > upload.bytes)
      throw new LanekeeperError('invalid-input', 'More was sent than was announced.');
    await add(upload, piece);
    return { received: upload.received };
  }

  async function finish(upload: Upload): Promise<FileRef> {
    try {
      await upload.file.sync();
      await upload.file.close();
      const sha256 = upload.hash.digest('hex');
      await settleTemp(upload.temp, blobPath(artifactFolder, sha256));
      return { sha256, name: upload.name, bytes: upload.received };
    } catch (cause) {
      await rm(upload.temp, { force: true });
      throw storageError(cause);
    }
  }

  async function abandon(upload: Upload): Promise<void> {
    await upload.written;
    await upload.file.close().catch(() => undefined);
    await rm(upload.temp, { force: true });
  }

  /** Makes room where every place is taken. */
  async function abandonIdle(): Promise<void> {
    const idle = [...uploads].filter(([, { touchedMs }]) => clock.monotonic() - touchedMs >= idleAfterMs);
    for (const [uploadId] of idle) uploads.delete(uploadId);
    await Promise.all(idle.map(([, upload]) => abandon(upload)));
  }

  function find(uploadId: string): Upload {
    const upload = uploads.get(uploadId);
    if (upload === undefined)
      throw new LanekeeperError('not-found', 'This upload is not known any more; nothing of it was kept.', {
        hint: 'Choose the file again.',
      });
    return upload;
  }

  return {
    async open({ name, bytes }) {
      if (uploads.size >= mostUploads) await abandonIdle();
      if (uploads.size >= mostUploads)
        throw new LanekeeperError('refused', `${mostUploads} files are being sent already.`, {
          hint: 'Wait until one has arrived, or stop one.',
        });
      const uploadId = randomUUID();
      uploads.set(uploadId, await begin(basename(name) || 'file', bytes));
      return { uploadId };
    },
    async append({ uploadId, offset, base64 }) {
      const upload = find(uploadId);
      upload.touchedMs = clock.monotonic();
      const taken = upload.written.then(() => take(upload, offset, base64));
      upload.written = taken.catch(() => undefined);
      return taken;
    },
    async close({ uploadId }) {
      const upload = find(uploadId);
      uploads.delete(uploadId);
      await upload.written;
      if (upload.received !== upload.bytes) {
        await abandon(upload);
        throw new LanekeeperError(
          'invalid-input',
          `Only ${upload.received} of ${upload.bytes} bytes arrived; nothing was kept.`,
          { hint: 'Choose the file again.' },
        );
      }
      return finish(upload);
    },
    async cancel({ uploadId }) {
      const upload = uploads.get(uploadId);
      uploads.delete(uploadId);
      if (upload !== undefined) await abandon(upload);
      return { ok: true };
    },
    async import({ path }) {
      const source = await openSource(path);
      try {
        const before = await source.stat();
        if (before.isDirectory())
          throw new LanekeeperError('invalid-input', `${path} is a folder, not a file.`, { hint: 'Name a file.' });
        const upload = await begin(basename(path), before.size);
        try {
          const piece = Buffer.alloc(pieceBytes);
          // No further than it reached at first: a file that keeps growing would be followed for ever.
          while (upload.received < before.size) {
            const wanted = Math.min(piece.length, before.size - upload.received);
            const { bytesRead } = await source.read(piece, 0, wanted, upload.received);
            if (bytesRead === 0) break;
            await add(upload, piece.subarray(0, bytesRead));
          }
          const after = await source.stat();
          if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || upload.received !== before.size)
            throw new LanekeeperError('refused', `${path} changed while it was read; nothing was kept.`, {
              hint: 'Wait until it is settled, then try again.',
            });
        } catch (cause) {
          await abandon(upload);
          throw cause;
        }
        return await finish(upload);
      } finally {
        await source.close();
      }
    },
    async abandonAll() {
      for (const upload of uploads.values()) await abandon(upload);
      uploads.clear();
    },
  };
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') throw new LanekeeperError('not-found', `There is no file ${path}.`, { cause });
    if (code === 'EACCES' || code === 'EPERM')
      throw new LanekeeperError('not-allowed', `${path} cannot be read by this user.`, {
        hint: 'Change its permissions, or copy it.',
        cause,
      });
    if (code === 'EISDIR')
      throw new LanekeeperError('invalid-input', `${path} is a folder, not a file.`, { hint: 'Name a file.', cause });
    throw new LanekeeperError('invalid-input', `${path} cannot be opened (${code || String(cause)}).`, { cause });
  }
}
