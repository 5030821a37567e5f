import type { ChainHead } from '../audit/chain.ts';
import { systemActor } from '../engine/audit-entry.ts';
import { holdSchedules } from '../schedules/decide-schedule.ts';
import { applyChange } from './apply.ts';
import { nothingTouched } from './touched.ts';
import { migrate } from './migrations/migrations.ts';
import { openReader, openWriter } from './open.ts';
import type { Restored } from './place-store.ts';
import { createStores } from './stores.ts';
import { enterWorkspace } from './workspace-meta.ts';

/** Where a log ends: what a fork of it is held against. */
export interface LogEnd {
  readonly chainId: string;
  readonly events: number;
}

/** Where the log of a workspace ends, as far as its database can still be read; null when it cannot. */
export function findLogEnd(database: string): LogEnd | null {
  try {
    const db = openReader(database);
    try {
      const kept = db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get() as string | undefined;
      if (kept === undefined) return null;
      const { chainId, seq } = JSON.parse(kept) as ChainHead;
      return { chainId, events: seq };
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

export interface Fork {
  readonly restored: Omit<Restored, 'laterEvents' | 'isSettled'>;
  /** The log that goes on elsewhere, in the database that is set aside. */
  readonly setAside: { readonly folder: string; readonly end: LogEnd | null } | null;
  /** Who restores, when the backup knows them. */
  readonly by: string | null;
  readonly reason: string;
  readonly bootId: string;
}

/**
 * Brings a copy of a backup's database to the schema of this version and appends to its audit log that history forks
 * here: nothing of the log is rewound, what came after the backup is counted, and its schedules are paused. The file is left without a WAL.
 */
export function declareFork(database: string, fork: Fork): Restored {
  const db = openWriter(database);
  try {
    migrate(db);
    const { instanceId, floorMs } = enterWorkspace(db);
    const stores = createStores(db, instanceId);
    const { chainId, seq: events, hash: head } = stores.log.head();
    const end = fork.setAside?.end ?? null;
    const laterEvents = end === null || end.chainId !== chainId ? null : Math.max(0, end.events - events);
    const wallMs = Math.max(fork.restored.atMs, floorMs);
    const restored: Restored = { ...fork.restored, atMs: wallMs, laterEvents, isSettled: false };
    const person = fork.by === null ? null : stores.workspace.person(fork.by);
    const by = {
      actor: person === null ? systemActor : { kind: 'person' as const, id: person.personId },
      role: person?.role ?? null,
    };
    const moment = { wallMs, monotonicMs: 0, bootId: fork.bootId };
    const note = `This workspace was restored from ${restored.backup}; what ran after that was made is not known here. Look what ran, then resume it.`;
    db.exec('BEGIN IMMEDIATE');
    stores.place.putRestored(restored);
    stores.log.audit(
      {
        kind: 'workspace.restored',
        ...by,
        facts: {
          backup: restored.backup,
          takenAtMs: restored.takenAtMs,
          events,
          head,
          laterEvents,
          setAside: fork.setAside?.folder ?? '',
          reason: fork.reason,
        },
      },
      moment,
    );
    for (const change of holdSchedules(stores.schedules.unpaused(), note, by))
      applyChange(stores, change, moment, nothingTouched());
    stores.log.closeGroup(moment);
    db.exec('COMMIT');
    db.pragma('wal_checkpoint(TRUNCATE)');
    return restored;
  } finally {
    db.close();
  }
}
