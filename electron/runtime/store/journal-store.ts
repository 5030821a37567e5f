import type { JournalRow } from '../engine/states.ts';
import { journalColumns, type JournalTail } from './journal-tail.ts';
import type { Db, Statement } from './open.ts';

export interface JournalStore {
  append(row: JournalRow): void;
  /** All records of a run's lineage in the order they were committed. */
  lineage(runId: string, lineageId: string): JournalRow[];
  /** The last record of one path. */
  last(runId: string, lineageId: string, path: string): JournalRow | null;
  setTimer(dueAtMs: number, runId: string, path: string, lineageId: string): void;
  clearTimers(runId: string, path: string | null): void;
  dueTimers(nowMs: number, limit: number): { dueAtMs: number; runId: string; path: string; lineageId: string }[];
  nextDueMs(): number | null;
}

export function createJournalStore(db: Db, tail: JournalTail): JournalStore {
  const insertInto = (table: string): Statement =>
    db.prepare(`INSERT INTO ${table} (${journalColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const selectFrom = (table: string): Record<'lineage' | 'last', Statement> => ({
    lineage: db.prepare(`SELECT * FROM ${table} WHERE run_id = ? AND lineage_id = ? ORDER BY ord`),
    last: db.prepare(
      `SELECT * FROM ${table} WHERE run_id = ? AND lineage_id = ? AND path = ? ORDER BY ord DESC LIMIT 1`,
    ),
  });
  const [append, appendToTail] = [insertInto('journal'), insertInto('journal_tail')];
  const [moved, all] = [selectFrom('journal'), selectFrom('journal_all')];
  const of = (runId: string): Record<'lineage' | 'last', Statement> => (tail.has(runId) ? all : moved);
  const setTimer = db.prepare('INSERT OR REPLACE INTO timer (due_at_ms, run_id, path, lineage_id) VALUES (?, ?, ?, ?)');
  const clearOne = db.prepare('DELETE FROM timer WHERE run_id = ? AND path = ?');
  const clearAll = db.prepare('DELETE FROM timer WHERE run_id = ?');
  const due = db.prepare(
    'SELECT due_at_ms AS dueAtMs, run_id AS runId, path, lineage_id AS lineageId FROM timer WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?',
  );
  const next = db.prepare('SELECT min(due_at_ms) FROM timer').pluck();
  return {
    append(row) {
      (tail.takes(row) ? appendToTail : append).run(
        row.runId,
        row.ord,
        row.lineageId,
        row.path,
        row.kind,
        row.name,
        row.argsHash,
        row.phase,
        row.attempt,
        row.result,
        row.error === null ? null : JSON.stringify(row.error),
        row.durationMs,
        row.dueAtMs,
        row.atMs,
        row.sdkVersion,
        row.keptFrom,
        row.used === null ? null : JSON.stringify(row.used),
      );
    },
    lineage: (runId, lineageId) =>
      of(runId)
        .lineage.all(runId, lineageId)
        .map((row) => journalFromRow(row as Record<string, unknown>)),
    last(runId, lineageId, path) {
      const row = of(runId).last.get(runId, lineageId, path);
      return row === undefined ? null : journalFromRow(row as Record<string, unknown>);
    },
    setTimer: (dueAtMs, runId, path, lineageId) => void setTimer.run(dueAtMs, runId, path, lineageId),
    clearTimers: (runId, path) => void (path === null ? clearAll.run(runId) : clearOne.run(runId, path)),
    dueTimers: (nowMs, limit) => due.all(nowMs, limit) as ReturnType<JournalStore['dueTimers']>,
    nextDueMs: () => (next.get() as number | null) ?? null,
  };
}

export function journalFromRow(row: Record<string, unknown>): JournalRow {
  return {
    runId: row['run_id'] as string,
    ord: row['ord'] as number,
    lineageId: row['lineage_id'] as string,
    path: row['path'] as string,
    kind: row['kind'] as JournalRow['kind'],
    name: row['name'] as string,
    argsHash: row['args_hash'] as string,
    phase: row['phase'] as JournalRow['phase'],
    attempt: row['attempt'] as number,
    result: row['result'] as string | null,
    error: row['error'] === null ? null : (JSON.parse(row['error'] as string) as JournalRow['error']),
    durationMs: row['duration_ms'] as number | null,
    dueAtMs: row['due_at_ms'] as number | null,
    atMs: row['at_ms'] as number,
    sdkVersion: row['sdk_version'] as number,
    keptFrom: row['kept_from'] as number | null,
    used: row['used'] === null ? null : (JSON.parse(row['used'] as string) as JournalRow['used']),
  };
}
