import type { Db } from '../open.ts';

/** Runs that stand at a budget are asked for by every frame: among many paused ones they must not be looked for. */
export function atBudget(db: Db): void {
  db.exec("CREATE INDEX run_at_budget ON run (run_id) WHERE json_extract(pause, '$.budget.measure') IS NOT NULL");
}
