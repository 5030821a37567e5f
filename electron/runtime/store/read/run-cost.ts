import { added, type Amounts } from '../../../../shared/domain/amounts.ts';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import type { Db } from '../open.ts';

/** What is projected goes by so many of the agent's newest runs that succeeded. */
const runsLookedAt = 20;

interface Used {
  readonly spent: string;
  readonly steps: number;
  readonly workMs: number;
}

/** What a run has used so far, and what it will have used at its end if it does as the newest ones did on average. */
export function createRunCost(db: Db): (runId: string) => ApprovalDetail['cost'] {
  const own = db.prepare('SELECT agent_id AS agentId, spent, steps, work_ms AS workMs FROM run WHERE run_id = ?');
  const newest = db.prepare(
    `SELECT spent, steps, work_ms AS workMs FROM run
     WHERE status = 'succeeded' AND agent_id = ? AND finished_at_ms IS NOT NULL ORDER BY run_id DESC LIMIT ?`,
  );
  return (runId) => {
    const its = own.get(runId) as (Used & { readonly agentId: string }) | undefined;
    if (its === undefined) return { soFar: {}, projected: null, runsLookedAt: 0 };
    const soFar = amountsOf(its);
    const runs = newest.all(its.agentId, runsLookedAt) as Used[];
    if (runs.length === 0) return { soFar, projected: null, runsLookedAt: 0 };
    const total = runs.map(amountsOf).reduce((sum: Amounts, used) => added(sum, used), {});
    const projected: Record<string, number> = { ...soFar };
    // It has used what it has used: the rest of it cannot cost less than nothing.
    for (const [measure, all] of Object.entries(total))
      projected[measure] = Math.max(soFar[measure] ?? 0, Math.round(all / runs.length));
    return { soFar, projected, runsLookedAt: runs.length };
  };
}

function amountsOf({ spent, steps, workMs }: Used): Amounts {
  return { ...(JSON.parse(spent) as Amounts), steps, wall: workMs };
}
