import type { Turn } from '../../../../shared/domain/conversation.ts';
import type { ModelSource } from '../../../../shared/domain/model-call.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import type { Db } from '../open.ts';

interface Age {
  readonly atMs: AtMs | null;
  readonly what: string | null;
}

/** Which of the facts under an answer have changed since it was given, by their rows as they are now. */
export function createFactAges(db: Db): (sources: readonly ModelSource[], answeredAtMs: AtMs) => Turn['outdated'] {
  const run = db.prepare(
    `SELECT max(created_at_ms, coalesce(started_at_ms, 0), coalesce(finished_at_ms, 0), coalesce(removed_at_ms, 0),
       coalesce((SELECT max(changed_at_ms) FROM effect WHERE effect.run_id = run.run_id), 0)) AS atMs,
       'The run is ' || status || ' now.' AS what FROM run WHERE run_id = ?`,
  );
  const approval = db.prepare(
    `SELECT max(approval.created_at_ms, coalesce(decided_at_ms, 0), coalesce(effect.changed_at_ms, 0)) AS atMs,
       'The approval is ' || approval.status || ' now.' AS what FROM approval JOIN effect USING (effect_id) WHERE approval.approval_id = ?`,
  );
  const artifact = db.prepare(
    `SELECT max(newer.at_ms) AS atMs, 'There is version ' || max(newer.version) || ' of it now.' AS what
     FROM artifact AS cited JOIN artifact AS newer USING (run_id, name) WHERE cited.artifact_id = ?`,
  );
  const agent = db.prepare(
    `SELECT added_at_ms AS atMs, 'Another release of the agent is in force now.' AS what
     FROM agent JOIN release USING (release_hash) WHERE agent.agent_id = ?`,
  );
  const memory = db.prepare(
    "SELECT at_ms AS atMs, 'What is remembered was changed.' AS what FROM memory WHERE memory_id = ?",
  );
  const asked: Partial<Record<ModelSource['kind'], typeof run>> = { run, approval, artifact, agent, memory };
  return (sources, answeredAtMs) =>
    sources.flatMap(({ kind, id }, index) => {
      const age = asked[kind]?.get(id) as Age | undefined;
      if (age === undefined || age.atMs === null || age.atMs <= answeredAtMs) return [];
      return [{ source: index + 1, nowAtMs: age.atMs, what: age.what ?? '' }];
    });
}
