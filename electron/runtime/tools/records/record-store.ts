import type Database from 'better-sqlite3';
import type { AtMs } from '../../../../shared/ids.ts';
import { sha256 } from '../../json/canonical.ts';
import { createCreditLedger } from './credit-ledger.ts';

/** A record as stored; `rowHash` is the SHA-256 of `dataJson`, which is canonical JSON. */
export interface RecordRow {
  readonly recordId: string;
  readonly dataJson: string;
  readonly rowHash: string;
}

/** What a key did to a record; null = the record did not exist. Rows are never changed or removed. */
export interface AppliedRow {
  readonly key: string;
  readonly recordId: string;
  readonly beforeJson: string | null;
  readonly afterJson: string | null;
}

/** One conditional change, written together with the row that says its key was applied. */
export interface RecordChange {
  readonly key: string;
  readonly recordId: string;
  readonly expectedHash: string | null;
  readonly beforeJson: string | null;
  readonly afterJson: string | null;
  readonly atMs: AtMs;
}

export type RecordStore = ReturnType<typeof createRecordStore>;

/** The SQL of `records.db`: its records here, its credits beside. */
export function createRecordStore(db: Database.Database) {
  const read = db.prepare<[string], RecordRow>(
    'SELECT record_id AS recordId, data_json AS dataJson, row_hash AS rowHash FROM record WHERE record_id = ?',
  );
  const applied = db.prepare<[string], AppliedRow>(
    `SELECT key, record_id AS recordId, before_json AS beforeJson, after_json AS afterJson
     FROM applied WHERE key = ?`,
  );
  const insert = db.prepare(
    `INSERT INTO record (record_id, data_json, row_hash, changed_at_ms)
     VALUES (:recordId, :afterJson, :afterHash, :atMs) ON CONFLICT (record_id) DO NOTHING`,
  );
  const update = db.prepare(
    `UPDATE record SET data_json = :afterJson, row_hash = :afterHash, changed_at_ms = :atMs
     WHERE record_id = :recordId AND row_hash = :expectedHash`,
  );
  const remove = db.prepare('DELETE FROM record WHERE record_id = :recordId AND row_hash = :expectedHash');
  const note = db.prepare(
    `INSERT INTO applied (key, record_id, before_json, after_json, at_ms)
     VALUES (:key, :recordId, :beforeJson, :afterJson, :atMs)`,
  );
  return {
    credits: createCreditLedger(db),
    read: (recordId: string): RecordRow | null => read.get(recordId) ?? null,
    applied: (key: string): AppliedRow | null => applied.get(key) ?? null,
    /** False, and nothing is written, when the record is no longer in the expected state. Call inside a transaction. */
    change(change: RecordChange): boolean {
      const { key, recordId, expectedHash, beforeJson, afterJson, atMs } = change;
      const afterHash = afterJson === null ? null : sha256(afterJson);
      const touched =
        afterJson === null
          ? remove.run({ recordId, expectedHash })
          : expectedHash === null
            ? insert.run({ recordId, afterJson, afterHash, atMs })
            : update.run({ recordId, afterJson, afterHash, atMs, expectedHash });
      if (touched.changes !== 1) return false;
      note.run({ key, recordId, beforeJson, afterJson, atMs });
      return true;
    },
  };
}
