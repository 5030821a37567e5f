import type { ReleaseHold } from '../../../../shared/domain/agent.ts';
import type { Db } from '../open.ts';

/** What holds a release, for screens; a quarantine is said before a breaker. */
export interface ReleaseHoldReads {
  of(releaseHash: string): ReleaseHold | null;
  /** Set while nothing of it is begun again. */
  quarantine(releaseHash: string): ReleaseHold | null;
  all(): readonly (ReleaseHold & { readonly agentId: string; readonly releaseHash: string })[];
}

export function createReleaseHoldReads(db: Db): ReleaseHoldReads {
  const columns = (kind: string, by: string, retryAtMs: string): string =>
    `SELECT release_hash AS releaseHash, agent_id AS agentId, ${kind} AS kind, ${by} AS by, reason, at_ms AS atMs,
       ${retryAtMs} AS retryAtMs`;
  const both = `${columns("'quarantined'", 'by_person', 'NULL')} FROM quarantine
    UNION ALL ${columns("'breaker-' || state", "'Lanekeeper'", 'retry_at_ms')} FROM host_breaker`;
  const of = db.prepare(
    `SELECT kind, by, reason, atMs, retryAtMs FROM (${both}) WHERE releaseHash = ? ORDER BY kind DESC LIMIT 1`,
  );
  const all = db.prepare(`SELECT * FROM (${both}) ORDER BY agentId, releaseHash, kind DESC`);
  const ofRelease = (releaseHash: string): ReleaseHold | null =>
    (of.get(releaseHash) as ReleaseHold | undefined) ?? null;
  return {
    of: ofRelease,
    quarantine(releaseHash) {
      const hold = ofRelease(releaseHash);
      return hold?.kind === 'quarantined' ? hold : null;
    },
    all: () => all.all() as ReturnType<ReleaseHoldReads['all']>,
  };
}
