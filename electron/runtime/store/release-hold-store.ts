import type { BreakerState, Quarantine } from '../engine/states.ts';
import type { Change } from '../engine/engine-port.ts';
import type { Db } from './open.ts';

/** Releases whose runs are held, and why. */
export interface ReleaseHoldStore {
  quarantines(): readonly Quarantine[];
  quarantine(releaseHash: string): Quarantine | null;
  putQuarantine(state: Quarantine): void;
  endQuarantine(releaseHash: string): void;
  breakers(): readonly BreakerState[];
  breaker(releaseHash: string): BreakerState | null;
  putBreaker(state: BreakerState): void;
  endBreaker(releaseHash: string): void;
  /** After a rollback: what is kept in memory is read again. */
  forget(): void;
}

export function createReleaseHoldStore(db: Db): ReleaseHoldStore {
  const quarantines = db.prepare(
    `SELECT release_hash AS releaseHash, agent_id AS agentId, by_person AS by, reason, at_ms AS atMs
     FROM quarantine ORDER BY release_hash`,
  );
  const putQuarantine = db.prepare(
    `INSERT OR REPLACE INTO quarantine (release_hash, agent_id, by_person, reason, at_ms)
     VALUES (@releaseHash, @agentId, @by, @reason, @atMs)`,
  );
  const endQuarantine = db.prepare('DELETE FROM quarantine WHERE release_hash = ?');
  const breakers = db.prepare(
    `SELECT release_hash AS releaseHash, agent_id AS agentId, state, openings, reason, at_ms AS atMs,
       retry_at_ms AS retryAtMs FROM host_breaker ORDER BY release_hash`,
  );
  const putBreaker = db.prepare(
    `INSERT OR REPLACE INTO host_breaker (release_hash, agent_id, state, openings, reason, at_ms, retry_at_ms)
     VALUES (@releaseHash, @agentId, @state, @openings, @reason, @atMs, @retryAtMs)`,
  );
  const endBreaker = db.prepare('DELETE FROM host_breaker WHERE release_hash = ?');
  let keptQuarantines: readonly Quarantine[] | null = null;
  let keptBreakers: readonly BreakerState[] | null = null;

  const allQuarantines = (): readonly Quarantine[] => (keptQuarantines ??= quarantines.all() as Quarantine[]);
  const allBreakers = (): readonly BreakerState[] => (keptBreakers ??= breakers.all() as BreakerState[]);

  return {
    quarantines: allQuarantines,
    quarantine: (releaseHash) => allQuarantines().find((one) => one.releaseHash === releaseHash) ?? null,
    putQuarantine(state) {
      putQuarantine.run(state);
      keptQuarantines = null;
    },
    endQuarantine(releaseHash) {
      endQuarantine.run(releaseHash);
      keptQuarantines = null;
    },
    breakers: allBreakers,
    breaker: (releaseHash) => allBreakers().find((one) => one.releaseHash === releaseHash) ?? null,
    putBreaker(state) {
      putBreaker.run(state);
      keptBreakers = null;
    },
    endBreaker(releaseHash) {
      endBreaker.run(releaseHash);
      keptBreakers = null;
    },
    forget() {
      keptQuarantines = null;
      keptBreakers = null;
    },
  };
}

type HoldChange = Extract<Change, { put: 'quarantine' | 'quarantine-gone' | 'breaker' | 'breaker-gone' }>;

export function applyReleaseHold(store: ReleaseHoldStore, change: HoldChange): void {
  switch (change.put) {
    case 'quarantine':
      return store.putQuarantine(change.state);
    case 'quarantine-gone':
      return store.endQuarantine(change.releaseHash);
    case 'breaker':
      return store.putBreaker(change.state);
    case 'breaker-gone':
      return store.endBreaker(change.releaseHash);
  }
}
