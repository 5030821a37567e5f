import type { RunWait } from '../../../../shared/domain/run.ts';
import type { AtMs } from '../../../../shared/ids.ts';
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
    `SELECT path, lineage_id AS lineageId, due_at_ms AS dueAtMs FROM timer
     WHERE run_id = ? AND NOT EXISTS (SELECT 1 FROM wait WHERE wait.run_id = timer.run_id AND wait.path = timer.path)
     ORDER BY due_at_ms LIMIT ?`,
  );
  const last = db.prepare(
    `SELECT ord, name, phase, at_ms AS sinceMs FROM journal_all WHERE run_id = ? AND lineage_id = ? AND path = ?
     ORDER BY ord DESC LIMIT 1`,
  );
  return (runId) => [
    ...(signals.all(runId, mostOnPage) as RunWait[]),
    ...(timers.all(runId, mostOnPage) as Timer[]).flatMap(({ path, lineageId, dueAtMs }): RunWait[] => {
      const began = last.get(runId, lineageId, path) as Begun | undefined;
      if (began === undefined) return [];
      const { name, phase, sinceMs } = began;
      return [{ path, kind: phase === 'attempt-failed' ? 'retry' : 'sleep', name, key: '', sinceMs, dueAtMs }];
    }),
  ];
}

interface Timer {
  readonly path: string;
  readonly lineageId: string;
  readonly dueAtMs: AtMs;
}

type Begun = Pick<RunWait, 'name' | 'sinceMs'> & { readonly phase: string };
