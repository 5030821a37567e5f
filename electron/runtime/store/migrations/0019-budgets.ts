import type { Db } from '../open.ts';

/**
 * What runs use up, the lines of the cost ledger, and the budgets they are held against. What the journal and the
 * actions tell of the time before is counted in: calls were made then too, and no budget may find them missing.
 */
export function budgets(db: Db): void {
  db.exec(`
    ALTER TABLE journal ADD COLUMN used TEXT;
    ALTER TABLE run ADD COLUMN limits TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE run ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN work_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN spent TEXT NOT NULL DEFAULT '{}';

    CREATE TABLE call (
      run_id TEXT NOT NULL, line_id TEXT NOT NULL, lineage_id TEXT NOT NULL, path TEXT NOT NULL, attempt INTEGER NOT NULL,
      activation INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, agent_id TEXT NOT NULL, lane TEXT NOT NULL,
      status TEXT NOT NULL, estimate TEXT NOT NULL, used TEXT, day TEXT NOT NULL, at_ms INTEGER NOT NULL, ended_at_ms INTEGER,
      PRIMARY KEY (run_id, line_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX call_open ON call (run_id, line_id) WHERE status <> 'settled';

    CREATE TABLE usage (
      day TEXT NOT NULL, agent_id TEXT NOT NULL, lane TEXT NOT NULL, measure TEXT NOT NULL,
      used INTEGER NOT NULL, reserved INTEGER NOT NULL, unknown INTEGER NOT NULL,
      PRIMARY KEY (day, agent_id, lane, measure)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE budget (
      budget_id TEXT PRIMARY KEY, per TEXT NOT NULL, agent_id TEXT, lane TEXT, measure TEXT NOT NULL,
      limit_n INTEGER NOT NULL, at_limit TEXT NOT NULL, version INTEGER NOT NULL, by_person TEXT NOT NULL,
      at_ms INTEGER NOT NULL, removed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE budget_raise (
      budget_id TEXT NOT NULL, key TEXT NOT NULL, by_n INTEGER NOT NULL, PRIMARY KEY (budget_id, key)
    ) STRICT, WITHOUT ROWID;

    UPDATE run SET (steps, work_ms) = (
      SELECT coalesce(sum(phase IN ('done', 'failed')), 0), coalesce(sum(duration_ms), 0)
      FROM journal WHERE journal.run_id = run.run_id AND ord < run.next_ord AND kept_from IS NULL
        AND kind IN ('step', 'model'));
    INSERT INTO call (run_id, line_id, lineage_id, path, attempt, activation, kind, name, agent_id, lane, status,
      estimate, used, day, at_ms, ended_at_ms)
    SELECT journal.run_id, journal.lineage_id || '/' || path || '#' || journal.attempt || '.' || ord, journal.lineage_id,
      path, journal.attempt, 0, 'model', name, agent_id, lane, 'settled', '{"model-calls":1}', '{"model-calls":1}', '',
      at_ms, at_ms
    FROM journal JOIN run USING (run_id)
    WHERE kind = 'model' AND phase IN ('done', 'failed', 'attempt-failed') AND kept_from IS NULL;
    INSERT INTO call (run_id, line_id, lineage_id, path, attempt, activation, kind, name, agent_id, lane, status,
      estimate, used, day, at_ms, ended_at_ms)
    SELECT run_id, effect_id, effect.lineage_id, path, 1, 0, 'effect', tool_id, agent_id, lane,
      CASE effect.status WHEN 'dispatched' THEN 'reserved' WHEN 'unknown' THEN 'unknown' ELSE 'settled' END,
      '{"tool-calls":1}', CASE WHEN effect.status IN ('dispatched', 'unknown') THEN NULL ELSE '{"tool-calls":1}' END, '',
      intent_at_ms, CASE WHEN effect.status IN ('dispatched', 'unknown') THEN NULL ELSE changed_at_ms END
    FROM effect JOIN run USING (run_id) WHERE intent_at_ms IS NOT NULL;
    UPDATE run SET spent = coalesce((
      SELECT json_group_object(measure, n) FROM (
        SELECT json_each.key AS measure, sum(json_each.value) AS n FROM call, json_each(call.used)
        WHERE call.run_id = run.run_id GROUP BY json_each.key)), '{}')
    WHERE EXISTS (SELECT 1 FROM call WHERE call.run_id = run.run_id AND used IS NOT NULL);
    INSERT INTO usage (day, agent_id, lane, measure, used, reserved, unknown)
    SELECT '', agent_id, lane, measure, sum(n), 0, 0 FROM (
      SELECT agent_id, lane, 'steps' AS measure, steps AS n FROM run
      UNION ALL SELECT agent_id, lane, 'wall', work_ms FROM run
      UNION ALL SELECT agent_id, lane, json_each.key, json_each.value FROM run, json_each(spent))
    GROUP BY agent_id, lane, measure HAVING sum(n) > 0;
    INSERT INTO usage (day, agent_id, lane, measure, used, reserved, unknown)
    SELECT '', agent_id, lane, 'tool-calls', 0, sum(status = 'reserved'), sum(status = 'unknown')
    FROM call WHERE status <> 'settled' GROUP BY agent_id, lane
    ON CONFLICT DO UPDATE SET reserved = excluded.reserved, unknown = excluded.unknown;
  `);
  ownLimits(db);
}

/** Runs that have not ended go on under what their agents' manifests gave them. */
function ownLimits(db: Db): void {
  const unfinished = db.prepare(
    `SELECT run_id, json_extract(manifest, '$.budgets.steps') AS steps, json_extract(manifest, '$.budgets.wallMs') AS wall
     FROM run JOIN release USING (release_hash) WHERE finished_at_ms IS NULL
       AND (json_extract(manifest, '$.budgets.steps') > 0 OR json_extract(manifest, '$.budgets.wallMs') > 0)`,
  );
  const put = db.prepare('UPDATE run SET limits = ? WHERE run_id = ?');
  for (const row of unfinished.all() as { run_id: string; steps: number | null; wall: number | null }[]) {
    const limits = (['steps', 'wall'] as const).flatMap((measure) => {
      const limit = Math.round(row[measure] ?? 0);
      return limit > 0 ? [{ measure, limit, atLimit: 'fail', from: 'agent' }] : [];
    });
    put.run(JSON.stringify(limits), row.run_id);
  }
}
