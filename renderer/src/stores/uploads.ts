import type { FileRef } from '../../../shared/domain/agent.ts';
import { call } from '../bridge.ts';
import { readBase64 } from '../bridge/read-base64.ts';

/** Bytes of one piece: a multiple of three, so that no base64 is padded, whose base64 stays under the method's bound. */
const pieceBytes = 672_000;
/** Pieces sent and not yet answered: enough to keep reading, sending and writing busy at once, and no more memory. */
const mostUnderWay = 4;

/** Sends a file to the workspace in pieces; resolves to its reference by hash. Given up, nothing of it stays there. */
export async function uploadFile(
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<FileRef> {
  const { uploadId } = await call('upload.open', { name: file.name, bytes: file.size });
  try {
    await sendPieces(file, uploadId, onProgress, signal);
    return await call('upload.close', { uploadId });
  } catch (error) {
    // When the runtime is gone, so is the upload.
    call('upload.cancel', { uploadId }).catch(() => undefined);
    throw error;
  }
}

async function sendPieces(
  file: File,
  uploadId: string,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (let offset = 0; offset < file.size; offset += pieceBytes) {
    const base64 = await readBase64(file.slice(offset, offset + pieceBytes));
    signal.throwIfAborted();
    const sent = call('upload.append', { uploadId, offset, base64 }).then(({ received }) => onProgress(received));
    // Failures are met below, in the order of the pieces; until then they are nobody's.
    sent.catch(() => undefined);
    underWay.push(sent);
    if (underWay.length >= mostUnderWay) await underWay.shift();
    signal.throwIfAborted();
  }
  await Promise.all(underWay);
  signal.throwIfAborted();
}
