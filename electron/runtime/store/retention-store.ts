import type { LegalHold, Removal } from '../../../shared/domain/retention.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { JournalTail } from './journal-tail.ts';
import type { Db } from './open.ts';

/** One step of a removal deletes at most so many rows, and so many bytes of journal values: a few milliseconds of work. */
const mostRows = 64;
const mostBytes = 128 * 1024;

/** What may be removed of ended runs, what is being removed, and what is held. */
export interface RetentionStore {
  hold(runId: string): LegalHold | null;
  putHold(hold: LegalHold): void;
  liftHold(runId: string): void;
  removal(runId: string): Removal | null;
  putRemoval(removal: Removal): void;
  /** The removal that is under way. */
  open(): Removal | null;
  /** The ended run that may go first: not held, with no action still open or in doubt, and of no parent that may yet join it. */
  oldest(): { readonly runId: string; readonly finishedAtMs: AtMs } | null;
  /** Deletes the next few rows of a run and adds them to its removal; what is left says `hasContents`. */
  removeSome(runId: string): void;
  hasContents(runId: string): boolean;
  /** The last of it: what the run's own row holds beside its facts. */
  emptyRow(runId: string): void;
}

export function createRetentionStore(db: Db, tail: JournalTail): RetentionStore {
  const hold = db.prepare('SELECT * FROM legal_hold WHERE run_id = ?');
  const putHold = db.prepare(
    'INSERT INTO legal_hold (run_id, reason, person_id, printed_name, at_ms) VALUES (@runId, @reason, @personId, @printedName, @atMs)',
  );
  const liftHold = db.prepare('DELETE FROM legal_hold WHERE run_id = ?');
  const removal = db.prepare('SELECT * FROM removal WHERE run_id = ?');
  const putRemoval = db.prepare(
    `INSERT INTO removal (run_id, keep_days, begun_at_ms, done_at_ms, records, files, bytes)
     VALUES (@runId, @keepDays, @begunAtMs, @doneAtMs, @records, @files, @bytes)
     ON CONFLICT (run_id) DO UPDATE SET done_at_ms = excluded.done_at_ms`,
  );
  const open = db.prepare('SELECT * FROM removal WHERE done_at_ms IS NULL ORDER BY run_id LIMIT 1');
  const oldest = db.prepare(
    `SELECT run_id AS runId, finished_at_ms AS finishedAtMs FROM run
     WHERE finished_at_ms IS NOT NULL AND removed_at_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.run_id = run.run_id)
       AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.run_id = run.run_id
         AND status NOT IN ('done', 'failed', 'compensated', 'refused'))
       AND NOT EXISTS (SELECT 1 FROM run AS above WHERE above.run_id = json_extract(run.parent, '$.runId')
         AND above.finished_at_ms IS NULL)
     ORDER BY finished_at_ms LIMIT 1`,
  );
  const records = db.prepare(
    'SELECT ord, coalesce(octet_length(result), 0) AS bytes FROM journal WHERE run_id = ? ORDER BY ord LIMIT ?',
  );
  const dropRecords = db.prepare('DELETE FROM journal WHERE run_id = ? AND ord <= ?');
  const dropSignals = db.prepare('DELETE FROM signal WHERE run_id = ?');
  const artifacts = db.prepare('SELECT artifact_id AS id, bytes FROM artifact WHERE run_id = ? LIMIT ?');
  const dropArtifact = db.prepare('DELETE FROM artifact WHERE artifact_id = ?');
  const dropSearch = db.prepare('DELETE FROM search WHERE rowid = ?');
  const search = db.prepare('SELECT rowid FROM search WHERE search MATCH ? LIMIT ?').pluck();
  const count = db.prepare(
    'UPDATE removal SET records = records + ?, files = files + ?, bytes = bytes + ? WHERE run_id = ?',
  );
  const anything = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM journal_all WHERE run_id = @runId) OR EXISTS (SELECT 1 FROM artifact WHERE run_id = @runId)
       OR EXISTS (SELECT 1 FROM signal WHERE run_id = @runId AND consumed_path IS NULL)
       OR EXISTS (SELECT 1 FROM signal WHERE run_id = @runId AND consumed_path IS NOT NULL)`,
    )
    .pluck();
  const emptyRow = db.prepare(
    "UPDATE run SET input = '{}', file = NULL, output = NULL, progress = NULL WHERE run_id = ?",
  );

  const forgetSent = db.prepare(
    "UPDATE call SET model = json_set(model, '$.sentSha256', NULL) WHERE run_id = ? AND model IS NOT NULL",
  );

  /** Text of a run is found by its id, which is a phrase of words to the index. */
  const searchOf = (runId: string): number[] =>
    search.all(`run_id : "${runId.replaceAll('"', '')}"`, mostRows) as number[];

  return {
    hold: (runId) => legalHoldFromRow(hold.get(runId)),
    putHold: (state) => void putHold.run(state),
    liftHold: (runId) => void liftHold.run(runId),
    removal: (runId) => removalFromRow(removal.get(runId)),
    putRemoval: (state) => void putRemoval.run(state),
    open: () => removalFromRow(open.get()),
    oldest: () => (oldest.get() as ReturnType<RetentionStore['oldest']> | undefined) ?? null,
    removeSome(runId) {
      if (tail.has(runId)) tail.move();
      for (const rowid of searchOf(runId)) dropSearch.run(rowid);
      const files = artifacts.all(runId, mostRows) as { id: string; bytes: number }[];
      for (const file of files) dropArtifact.run(file.id);
      let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      count.run(0, files.length, bytes, runId);
      if (files.length > 0) return;
      const rows = records.all(runId, mostRows) as { ord: number; bytes: number }[];
      let upTo = 0;
      bytes = 0;
      for (const row of rows) {
        if (upTo > 0 && bytes + row.bytes > mostBytes) break;
        upTo = row.ord;
        bytes += row.bytes;
      }
      const gone = dropRecords.run(runId, upTo).changes;
      count.run(gone, 0, bytes, runId);
      if (gone === rows.length) count.run(dropSignals.run(runId).changes, 0, 0, runId);
    },
    hasContents: (runId) => anything.get({ runId }) === 1 || searchOf(runId).length > 0,
    emptyRow(runId) {
      emptyRow.run(runId);
      forgetSent.run(runId);
    },
  };
}

export function legalHoldFromRow(found: unknown): LegalHold | null {
  const row = found as Record<string, unknown> | undefined;
  if (row === undefined) return null;
  return {
    runId: row['run_id'] as string,
    reason: row['reason'] as string,
    personId: row['person_id'] as string,
    printedName: row['printed_name'] as string,
    atMs: row['at_ms'] as number,
  };
}

export function removalFromRow(found: unknown): Removal | null {
  const row = found as Record<string, unknown> | undefined;
  if (row === undefined) return null;
  return {
    runId: row['run_id'] as string,
    keepDays: row['keep_days'] as number,
    begunAtMs: row['begun_at_ms'] as number,
    doneAtMs: row['done_at_ms'] as number | null,
    records: row['records'] as number,
    files: row['files'] as number,
    bytes: row['bytes'] as number,
  };
}
