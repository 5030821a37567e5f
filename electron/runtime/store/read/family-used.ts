import { added, type Amounts } from '../../../../shared/domain/amounts.ts';
import type { MethodOutput } from '../../../../shared/ipc/methods.ts';
import { usedBy } from '../../budgets/stands.ts';
import type { RunState } from '../../engine/states.ts';
import type { Db } from '../open.ts';

type Family = MethodOutput<'budget.ofRun'>['family'];

/** What a run used together with those it started and went on as, and theirs; null where there are none. */
export function createFamilyUsed(db: Db): (run: RunState, load: (runId: string) => RunState | null) => Family {
  const members = db.prepare(
    `WITH RECURSIVE member (run_id) AS (
       SELECT @runId
       UNION SELECT child.run_id FROM member JOIN run AS child
         ON json_extract(child.parent, '$.runId') = member.run_id AND child.parent IS NOT NULL
       UNION SELECT run.continued_as FROM member JOIN run USING (run_id) WHERE run.continued_as IS NOT NULL)
     SELECT run_id AS runId, steps, work_ms AS workMs, spent, finished_at_ms IS NOT NULL AS isOver
     FROM member JOIN run USING (run_id) WHERE run_id <> @runId`,
  );
  return (run, load) => {
    const rows = members.all({ runId: run.runId }) as Member[];
    if (rows.length === 0) return null;
    let used: Amounts = usedBy(run);
    for (const row of rows) {
      // The row of a run at work lags behind its journal.
      const atWork = row.isOver === 1 ? null : load(row.runId);
      used = added(used, usedBy(atWork ?? { ...row, spent: JSON.parse(row.spent) as Amounts }));
    }
    return { used, runs: rows.length };
  };
}

interface Member {
  readonly runId: string;
  readonly steps: number;
  readonly workMs: number;
  readonly spent: string;
  readonly isOver: 0 | 1;
}
