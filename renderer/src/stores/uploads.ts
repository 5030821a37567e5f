import type { FileRef } from '../../../shared/domain/agent.ts';
import { call } from '../bridge.ts';

/** Bytes of one piece; its base64 stays under the method's bound. */
const pieceBytes = 640_000;

/** Sends a file to the workspace in pieces; resolves to its reference by hash. */
export async function uploadFile(
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<FileRef> {
  const { uploadId } = await call('upload.open', { name: file.name, bytes: file.size });
  for (let offset = 0; offset < file.size; offset += pieceBytes) {
    signal.throwIfAborted();
    const piece = await file.slice(offset, offset + pieceBytes).arrayBuffer();
    const { received } = await call('upload.append', { uploadId, offset, base64: toBase64(new Uint8Array(piece)) });
    onProgress(received);
  }
  signal.throwIfAborted();
  return call('upload.close', { uploadId });
}

const stride = 0x8000;

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += stride) parts.push(String.fromCharCode(...bytes.subarray(at, at + stride)));
  return btoa(parts.join(''));
}
