import type { CallLine } from '../../../shared/domain/budget.ts';
import type { Db } from './open.ts';

/** Lines of the cost ledger. A step's is there only while it is under way: its journal is its record. */
export interface CallStore {
  put(line: CallLine): void;
  remove(line: CallLine): void;
  open(runId: string): readonly CallLine[];
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

export function createCallStore(db: Db): CallStore {
  const put = db.prepare(
    `INSERT INTO call (run_id, line_id, lineage_id, path, attempt, activation, kind, name, agent_id, lane, status,
       estimate, used, day, at_ms, ended_at_ms)
     VALUES (@runId, @lineId, @lineageId, @path, @attempt, @activation, @kind, @name, @agentId, @lane, @status,
       @estimate, @used, @day, @atMs, @endedAtMs)
     ON CONFLICT DO UPDATE SET status = excluded.status, estimate = excluded.estimate, used = excluded.used,
       day = excluded.day, ended_at_ms = excluded.ended_at_ms`,
  );
  const remove = db.prepare('DELETE FROM call WHERE run_id = ? AND line_id = ?');
  const open = db.prepare("SELECT * FROM call WHERE status <> 'settled' AND run_id = ? ORDER BY line_id");
  const withOpen = db.prepare("SELECT DISTINCT run_id FROM call WHERE status <> 'settled'").pluck();
  /** Runs with lines that are not settled: the many that have none are not looked for. */
  let runs: Set<string> | null = null;

  function runsWithOpen(): Set<string> {
    runs ??= new Set(withOpen.all() as string[]);
    return runs;
  }

  return {
    put(line) {
      put.run({
        ...line,
        estimate: JSON.stringify(line.estimate),
        used: line.used === null ? null : JSON.stringify(line.used),
      });
      if (line.status !== 'settled') runsWithOpen().add(line.runId);
    },
    remove: ({ runId, lineId }) => void remove.run(runId, lineId),
    open(runId) {
      if (!runsWithOpen().has(runId)) return [];
      const lines = open.all(runId).map((row) => callFromRow(row as Record<string, unknown>));
      if (lines.length === 0) runsWithOpen().delete(runId);
      return lines;
    },
    forget() {
      runs = null;
    },
  };
}

export function callFromRow(row: Record<string, unknown>): CallLine {
  return {
    runId: row['run_id'] as string,
    lineId: row['line_id'] as string,
    lineageId: row['lineage_id'] as string,
    path: row['path'] as string,
    attempt: row['attempt'] as number,
    activation: row['activation'] as number,
    kind: row['kind'] as CallLine['kind'],
    name: row['name'] as string,
    agentId: row['agent_id'] as string,
    lane: row['lane'] as CallLine['lane'],
    status: row['status'] as CallLine['status'],
    estimate: JSON.parse(row['estimate'] as string) as CallLine['estimate'],
    used: row['used'] === null ? null : (JSON.parse(row['used'] as string) as CallLine['estimate']),
    day: row['day'] as string,
    atMs: row['at_ms'] as number,
    endedAtMs: row['ended_at_ms'] as number | null,
  };
}
