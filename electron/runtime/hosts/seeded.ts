import { createHash } from 'node:crypto';

/** Chance that repeats: one stream per run and path, written nowhere. */
export interface Seeded {
  /** 0 <= x < 1 */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Values are SHA-256 of (seed, counter): no state to save, and the same on every platform. */
export function seeded(seed: string): Seeded {
  let counter = 0;
  const block = (): Buffer => {
    counter += 1;
    return createHash('sha256').update(`${seed}:${counter}`).digest();
  };
  return {
    random: () => block().readUIntBE(0, 6) / 2 ** 48,
    uuid() {
      const bytes = block();
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = bytes.toString('hex', 0, 16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}
