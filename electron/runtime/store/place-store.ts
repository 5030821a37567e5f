import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Db } from './open.ts';
import type { Place } from './place-identity.ts';

/** That this workspace was brought back from a backup, and whether a person has said what of the original. */
export interface Restored {
  /** Name of the backup. */
  readonly backup: string;
  readonly takenAtMs: AtMs;
  readonly atMs: AtMs;
  /** Audit events that came after the backup and are only in the database set aside; null = not known. */
  readonly laterEvents: number | null;
  readonly isSettled: boolean;
}

/** Who this workspace is, where it was last settled to be, and a clock jump that nobody has confirmed. */
export interface PlaceStore {
  /** Part of every idempotency key. */
  instanceId(): string;
  putInstanceId(instanceId: string): void;
  /** Null in a workspace that has not been placed yet. */
  place(): Place | null;
  putPlace(place: Place): void;
  clockAheadMs(): Ms | null;
  putClockAhead(aheadMs: Ms | null): void;
  /** The last restore; null in a workspace that never was. Read from memory: asked before every dispatch. */
  restored(): Restored | null;
  putRestored(restored: Restored): void;
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

export function createPlaceStore(db: Db): PlaceStore {
  const read = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const write = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM meta WHERE key = ?');
  let keptInstanceId: string | null = null;
  let keptRestored: Restored | null | undefined;

  return {
    instanceId() {
      keptInstanceId ??= read.get('instance-id') as string;
      return keptInstanceId;
    },
    putInstanceId(instanceId) {
      write.run('instance-id', instanceId);
      keptInstanceId = instanceId;
    },
    place() {
      const kept = read.get('place') as string | undefined;
      return kept === undefined ? null : (JSON.parse(kept) as Place);
    },
    putPlace: (place) => void write.run('place', JSON.stringify(place)),
    clockAheadMs() {
      const kept = read.get('clock-ahead') as string | undefined;
      return kept === undefined ? null : Number(kept);
    },
    putClockAhead: (aheadMs) =>
      void (aheadMs === null ? remove.run('clock-ahead') : write.run('clock-ahead', String(Math.floor(aheadMs)))),
    restored() {
      if (keptRestored === undefined) {
        const kept = read.get('restored') as string | undefined;
        keptRestored = kept === undefined ? null : (JSON.parse(kept) as Restored);
      }
      return keptRestored;
    },
    putRestored(restored) {
      write.run('restored', JSON.stringify(restored));
      keptRestored = restored;
    },
    forget() {
      keptInstanceId = null;
      keptRestored = undefined;
    },
  };
}
