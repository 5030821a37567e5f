import type { JournalRow } from '../engine/states.ts';
import type { Db } from './open.ts';

export interface JournalStore {
  append(row: JournalRow): void;
  /** All records of a run's lineage in the order they were committed. */
  lineage(runId: string, lineageId: string): JournalRow[];
  /** The last record of one path. */
  last(runId: string, lineageId: string, path: string): JournalRow | null;
  /** The open wait of this name, oldest first. */
  waitingSignal(runId: string, lineageId: string, name: string): JournalRow | null;
  /** A kept signal nobody has taken. */
  keptSignal(runId: string, name: string): { signalId: string; payload: string } | null;
  isKept(signalId: string): boolean;
  /** The runs, and names, for which a signal is kept. */
  keptSignalWaits(): { runId: string; lineageId: string; name: string }[];
  setTimer(dueAtMs: number, runId: string, path: string, lineageId: string): void;
  clearTimers(runId: string, path: string | null): void;
  dueTimers(nowMs: number, limit: number): { dueAtMs: number; runId: string; path: string; lineageId: string }[];
  nextDueMs(): number | null;
  putSignal(signal: {
    signalId: string;
    runId: string;
    name: string;
    payload: string;
    consumedPath: string | null;
    atMs: number;
  }): void;
}

export function createJournalStore(db: Db): JournalStore {
  const append = db.prepare(
    `INSERT INTO journal (run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error, duration_ms, due_at_ms, at_ms, sdk_version, kept_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lineage = db.prepare('SELECT * FROM journal WHERE run_id = ? AND lineage_id = ? ORDER BY ord');
  const last = db.prepare(
    'SELECT * FROM journal WHERE run_id = ? AND lineage_id = ? AND path = ? ORDER BY ord DESC LIMIT 1',
  );
  const signals = db.prepare(
    "SELECT * FROM journal WHERE run_id = ? AND lineage_id = ? AND kind = 'signal' AND name = ? ORDER BY ord",
  );
  const kept = db.prepare(
    'SELECT signal_id AS signalId, payload FROM signal WHERE run_id = ? AND name = ? AND consumed_path IS NULL ORDER BY signal_id LIMIT 1',
  );
  const isKept = db.prepare('SELECT 1 FROM signal WHERE signal_id = ? AND consumed_path IS NULL').pluck();
  const keptWaits = db.prepare(
    `SELECT DISTINCT signal.run_id AS runId, run.lineage_id AS lineageId, signal.name AS name
     FROM signal JOIN run USING (run_id) WHERE consumed_path IS NULL`,
  );
  const setTimer = db.prepare('INSERT OR REPLACE INTO timer (due_at_ms, run_id, path, lineage_id) VALUES (?, ?, ?, ?)');
  const clearOne = db.prepare('DELETE FROM timer WHERE run_id = ? AND path = ?');
  const clearAll = db.prepare('DELETE FROM timer WHERE run_id = ?');
  const due = db.prepare(
    'SELECT due_at_ms AS dueAtMs, run_id AS runId, path, lineage_id AS lineageId FROM timer WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?',
  );
  const next = db.prepare('SELECT min(due_at_ms) FROM timer').pluck();
  const putSignal = db.prepare(
    `INSERT INTO signal (signal_id, run_id, name, payload, consumed_path, at_ms)
     VALUES (@signalId, @runId, @name, @payload, @consumedPath, @atMs)
     ON CONFLICT (signal_id) DO UPDATE SET consumed_path = excluded.consumed_path WHERE consumed_path IS NULL`,
  );
  return {
    append(row) {
      append.run(
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
      );
    },
    lineage: (runId, lineageId) =>
      lineage.all(runId, lineageId).map((row) => journalFromRow(row as Record<string, unknown>)),
    last(runId, lineageId, path) {
      const row = last.get(runId, lineageId, path);
      return row === undefined ? null : journalFromRow(row as Record<string, unknown>);
    },
    waitingSignal(runId, lineageId, name) {
      const rows = signals.all(runId, lineageId, name).map((row) => journalFromRow(row as Record<string, unknown>));
      const over = new Set(rows.filter((row) => row.phase !== 'waiting').map((row) => row.path));
      return rows.find((row) => !over.has(row.path)) ?? null;
    },
    keptSignal: (runId, name) => (kept.get(runId, name) as { signalId: string; payload: string } | undefined) ?? null,
    isKept: (signalId) => isKept.get(signalId) !== undefined,
    keptSignalWaits: () => keptWaits.all() as { runId: string; lineageId: string; name: string }[],
    setTimer: (dueAtMs, runId, path, lineageId) => void setTimer.run(dueAtMs, runId, path, lineageId),
    clearTimers: (runId, path) => void (path === null ? clearAll.run(runId) : clearOne.run(runId, path)),
    dueTimers: (nowMs, limit) => due.all(nowMs, limit) as ReturnType<JournalStore['dueTimers']>,
    nextDueMs: () => (next.get() as number | null) ?? null,
    putSignal: (signal) => void putSignal.run(signal),
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
  };
}
