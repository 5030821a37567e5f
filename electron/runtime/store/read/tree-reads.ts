import type { RunChild } from '../../../../shared/domain/run.ts';
import type { Db } from '../open.ts';

/** Runs of a tree that a page lists, and those it counts at most. */
const mostListed = 200;
const mostCounted = 2_000;

/** The runs below one, each under its parent, in the order in which they were started. */
export function createTreeReads(db: Db): (runId: string) => { total: number; list: RunChild[] } {
  // The plus keeps the comparison to the index: a column's type would be applied to what is indexed.
  const below = `WITH RECURSIVE tree (id, depth, place) AS (
      SELECT run_id, 1, run_id FROM run WHERE parent IS NOT NULL AND json_extract(parent, '$.runId') = ?
      UNION ALL
      SELECT run_id, depth + 1, place || '/' || run_id FROM tree
        JOIN run ON json_extract(parent, '$.runId') = +tree.id AND parent IS NOT NULL
      LIMIT ${mostCounted}
    )`;
  const list = db.prepare(
    `${below} SELECT run_id AS runId, depth, json_extract(parent, '$.runId') AS parentId,
       json_extract(parent, '$.life') AS life, agent_title AS agentTitle, title, status, finished_at_ms AS finishedAtMs
     FROM tree JOIN run ON run_id = tree.id ORDER BY place LIMIT ${mostListed}`,
  );
  const count = db.prepare(`${below} SELECT count(*) FROM tree`).pluck();
  return (runId) => {
    const found = list.all(runId) as RunChild[];
    return { total: found.length < mostListed ? found.length : (count.get(runId) as number), list: found };
  };
}
