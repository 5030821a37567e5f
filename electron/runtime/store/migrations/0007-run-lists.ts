import type { Db } from '../open.ts';

/**
 * Lists of runs by status and agent, by keys. Live runs are few and change their status often, so their one index names
 * the agent last; of ended runs there may be a million with the same status, so theirs has a range for each agent.
 * With the column of its condition in it, an index answers without the wide rows.
 */
export function runLists(db: Db): void {
  db.exec(`
    DROP INDEX run_live;
    CREATE INDEX run_live ON run (status, run_id, agent_id, finished_at_ms) WHERE finished_at_ms IS NULL;
    CREATE INDEX run_done ON run (status, agent_id, run_id, finished_at_ms) WHERE finished_at_ms IS NOT NULL;
  `);
}
