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
       estimate, used, settled_by, day, at_ms, ended_at_ms, model)
     VALUES (@runId, @lineId, @lineageId, @path, @attempt, @activation, @kind, @name, @agentId, @lane, @status,
       @estimate, @used, @settledBy, @day, @atMs, @endedAtMs, @model)
     ON CONFLICT DO UPDATE SET status = excluded.status, estimate = excluded.estimate, used = excluded.used,
       settled_by = excluded.settled_by, day = excluded.day, ended_at_ms = excluded.ended_at_ms, model = excluded.model`,
  );
  const remove = db.prepare('DELETE FROM call WHERE run_id = ? AND line_id = ?');
  const open = db.prepare("SELECT * FROM call WHERE status <> 'settled'");
  /** Lines that are not settled, by run: few, and asked for before and after every call that is counted. */
  let kept: Map<string, Map<string, CallLine>> | null = null;

  function all(): Map<string, Map<string, CallLine>> {
    if (kept !== null) return kept;
    kept = new Map();
    for (const row of open.all()) keep(kept, callFromRow(row as Record<string, unknown>));
    return kept;
  }

  function keep(into: Map<string, Map<string, CallLine>>, line: CallLine): void {
    const lines = into.get(line.runId);
    if (lines === undefined) into.set(line.runId, new Map([[line.lineId, line]]));
    else lines.set(line.lineId, line);
  }

  function drop({ runId, lineId }: CallLine): void {
    const lines = all().get(runId);
    lines?.delete(lineId);
    if (lines?.size === 0) all().delete(runId);
  }

  return {
    put(line) {
      put.run({
        ...line,
        estimate: JSON.stringify(line.estimate),
        used: line.used === null ? null : JSON.stringify(line.used),
        model: line.model === undefined ? null : JSON.stringify(line.model),
      });
      if (line.status === 'settled') drop(line);
      else keep(all(), line);
    },
    remove(line) {
      remove.run(line.runId, line.lineId);
      drop(line);
    },
    open: (runId) => Array.from(all().get(runId)?.values() ?? nothing),
    forget() {
      kept = null;
    },
  };
}

const nothing: readonly CallLine[] = [];

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
    settledBy: (row['settled_by'] as string | null | undefined) ?? null,
    day: row['day'] as string,
    atMs: row['at_ms'] as number,
    endedAtMs: row['ended_at_ms'] as number | null,
    ...(typeof row['model'] === 'string' ? { model: JSON.parse(row['model']) as NonNullable<CallLine['model']> } : {}),
  };
}
