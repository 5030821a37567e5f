import { createHash } from 'node:crypto';
import type { AtMs } from '../../../shared/ids.ts';

/**
 * An id made of what it is for, in the form of a UUID of version 7: the same for the same place in the same journal, so
 * that nothing is started twice, and in the order of its time, as ids of runs are.
 */
export function derivedId(atMs: AtMs, ...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUIntBE(Math.min(Math.max(0, Math.trunc(atMs)), 2 ** 48 - 1), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
