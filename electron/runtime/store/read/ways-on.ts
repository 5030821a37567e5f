import { wayOn, type WayOn } from '../../../../shared/domain/safe-fail.ts';
import type { RunState } from '../../engine/states.ts';
import type { Db } from '../open.ts';
import { releaseFromRow } from '../workspace-store.ts';

/** How many of an agent's last successes are looked at for the artifact it declares. */
const mostLookedAt = 50;

/** The way on from a run that stands still: by its release's declaration, with what an earlier run left. */
export function createWaysOn(db: Db): { of(run: RunState): WayOn | null } {
  const release = db.prepare('SELECT * FROM release WHERE release_hash = ?');
  const artifacts = db.prepare('SELECT count(*) FROM artifact WHERE run_id = ?').pluck();
  const lastGood = db.prepare(
    `SELECT artifact_id AS artifactId, artifact.run_id AS runId, name, artifact.at_ms AS atMs
     FROM (SELECT run_id FROM run WHERE status = 'succeeded' AND agent_id = @agentId AND finished_at_ms IS NOT NULL
           ORDER BY run_id DESC LIMIT ${mostLookedAt}) AS done
     JOIN artifact ON artifact.run_id = done.run_id AND name = @name
     JOIN run ON run.run_id = done.run_id AND run.removed_at_ms IS NULL
     ORDER BY done.run_id DESC, artifact.version DESC LIMIT 1`,
  );
  return {
    of({ runId, agentId, releaseHash, status, error, nextOrd }) {
      if (status !== 'failed' && status !== 'needs-attention') return null;
      const row = release.get(releaseHash) as Record<string, unknown> | undefined;
      const declared = row === undefined ? undefined : releaseFromRow(row).manifest.safeFail;
      const name = declared?.path === 'last-known-good' ? declared.artifact : null;
      return wayOn(declared, {
        code: error?.code ?? '',
        records: nextOrd - 1,
        artifacts: artifacts.get(runId) as number,
        lastGood: name === null ? null : ((lastGood.get({ agentId, name }) as WayOn['lastGood'] | undefined) ?? null),
      });
    },
  };
}
