import { createHash } from 'node:crypto';
import type { InputFile } from 'lanekeeper/sdk';

/** An input file held in memory; texts are written as UTF-8. */
export function memoryFile(
  content: string | Uint8Array,
  options: { name?: string; pieceBytes?: number } = {},
): InputFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name: options.name ?? 'tickets.csv',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *chunks(pieceBytes = options.pieceBytes ?? 1024 * 1024) {
      for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
    },
  };
}

/** An input file of any size that is made while it is read, so that a test need not hold it. */
export function generatedFile(name: string, bytes: number, pieces: () => Iterable<Uint8Array>): InputFile {
  return {
    name,
    bytes,
    sha256: '0'.repeat(64),
    async *chunks() {
      yield* pieces();
    },
  };
}
