import type { RunWait } from '../../../../shared/domain/run.ts';
import type { Db } from '../open.ts';

/** Most waits a run page gets. */
const mostOnPage = 200;

/** What a run waits for beside decisions: signals by name and key, and times. */
export function createWaitReads(db: Db): (runId: string) => RunWait[] {
  const signals = db.prepare(
    `SELECT wait.path, wait.kind, wait.name, wait.key, wait.at_ms AS sinceMs, timer.due_at_ms AS dueAtMs
     FROM wait LEFT JOIN timer ON timer.run_id = wait.run_id AND timer.path = wait.path
     WHERE wait.run_id = ? ORDER BY wait.ord LIMIT ?`,
  );
  const timers = db.prepare(
    `SELECT max(journal.ord), timer.path, journal.name, journal.phase, journal.at_ms AS sinceMs, timer.due_at_ms AS dueAtMs
     FROM timer JOIN journal ON journal.run_id = timer.run_id AND journal.path = timer.path
       AND journal.lineage_id = timer.lineage_id
     WHERE timer.run_id = ? AND NOT EXISTS (SELECT 1 FROM wait WHERE wait.run_id = timer.run_id AND wait.path = timer.path)
     GROUP BY timer.path ORDER BY timer.due_at_ms LIMIT ?`,
  );
  return (runId) => [
    ...(signals.all(runId, mostOnPage) as RunWait[]),
    ...(timers.all(runId, mostOnPage) as Timer[]).map(({ path, name, phase, sinceMs, dueAtMs }): RunWait => ({
      path,
      kind: phase === 'attempt-failed' ? 'retry' : 'sleep',
      name,
      key: '',
      sinceMs,
      dueAtMs,
    })),
  ];
}

type Timer = Omit<RunWait, 'kind' | 'key'> & { readonly phase: string };
