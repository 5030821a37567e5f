import { capabilityCardSchema, type CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import type { Db } from './open.ts';

export interface ModelCardStore {
  put(endpointId: string, card: CapabilityCard): void;
}

const prefix = 'model-card/';

/** What model endpoints were found able to do. It can be found out again, so a card that cannot be read is left out. */
export function createModelCardStore(db: Db): ModelCardStore {
  const put = db.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)');
  return { put: (endpointId, card) => void put.run(`${prefix}${endpointId}`, JSON.stringify(card)) };
}

/** By endpoint. */
export function createModelCardReads(db: Db): () => Readonly<Record<string, CapabilityCard>> {
  const read = db.prepare('SELECT key, value FROM setting WHERE key > ? AND key < ?');
  // `0` follows `/`: the keys of this prefix and no others.
  const last = prefix.replace('/', '0');
  return () =>
    Object.fromEntries(
      (read.all(prefix, last) as { key: string; value: string }[]).flatMap(({ key, value }) => {
        const card = capabilityCardSchema.safeParse(JSON.parse(value));
        return card.success ? [[key.slice(prefix.length), card.data] as const] : [];
      }),
    );
}
