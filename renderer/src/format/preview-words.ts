import { bytes } from './number.ts';

const stored = /^\{"\$(?:stored|spilled)":"([0-9a-f]{12})[0-9a-f]*"(?:,"bytes":(\d+))?/;

/** A journal record's preview; a value too large for its row is a file kept by its hash, and says so in words. */
export function previewWords(preview: string): string {
  const [, hash, size] = stored.exec(preview) ?? [];
  if (hash === undefined) return preview;
  return size === undefined ? `kept as file ${hash}` : `kept as file ${hash}, ${bytes(Number(size))}`;
}
