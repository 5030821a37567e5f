import type Database from 'better-sqlite3';
import { LanekeeperError } from '../../../../shared/errors.ts';
import { crashPoint } from '../../faults/crash-point.ts';
import { systemCode } from '../files/file-failure.ts';
import { openRecords } from './open-records.ts';
import { createRecordStore } from './record-store.ts';
import type { RecordStore } from './record-store.ts';

export type Written<T> =
  | { readonly state: 'committed' | 'refused'; readonly value: T }
  /** Rolled back; the database is as before. */
  | { readonly state: 'failed'; readonly cause: unknown }
  /** The commit itself failed in a way that does not say whether it holds. */
  | { readonly state: 'unsure'; readonly cause: unknown };

/** `records.db`: opened at first use, and opened anew after a commit whose outcome is not known. */
export interface Records {
  read<T>(look: (store: RecordStore) => T): T;
  /** Runs `work` in one immediate transaction; it commits when `work` says so. */
  write<T>(work: (store: RecordStore) => { readonly commit: boolean; readonly value: T }): Written<T>;
  close(): void;
}

/** The records database at a path. */
export function createRecords(path: string): Records {
  let open: { readonly db: Database.Database; readonly store: RecordStore } | null = null;
  return { read: (look) => look(ready().store), write, close };

  function ready(): { readonly db: Database.Database; readonly store: RecordStore } {
    if (open === null) {
      const db = openRecords(path);
      open = { db, store: createRecordStore(db) };
    }
    return open;
  }

  function write<T>(work: (store: RecordStore) => { readonly commit: boolean; readonly value: T }): Written<T> {
    let db: Database.Database | null = null;
    let result: { readonly commit: boolean; readonly value: T };
    try {
      const opened = ready();
      db = opened.db;
      db.exec('BEGIN IMMEDIATE');
      result = work(opened.store);
      if (!result.commit) {
        db.exec('ROLLBACK');
        return { state: 'refused', value: result.value };
      }
      crashPoint('tool.before-commit');
    } catch (cause) {
      if (db?.inTransaction === true) db.exec('ROLLBACK');
      return { state: 'failed', cause };
    }
    return commit(db, result.value);
  }

  function commit<T>(db: Database.Database, value: T): Written<T> {
    try {
      db.exec('COMMIT');
    } catch (cause) {
      const code = systemCode(cause);
      // A full disk or a lock is met before anything is final: SQLite has rolled back, or does so now.
      if (code === 'SQLITE_FULL' || code?.startsWith('SQLITE_BUSY') === true) {
        if (db.inTransaction) db.exec('ROLLBACK');
        return { state: 'failed', cause };
      }
      close();
      return { state: 'unsure', cause };
    }
    crashPoint('tool.after-commit');
    return { state: 'committed', value };
  }

  function close(): void {
    open?.db.close();
    open = null;
  }
}

/** What went wrong with the records database, as the first half of a sentence without its full stop. */
export function recordsFailure(thrown: unknown): string {
  if (thrown instanceof LanekeeperError) return thrown.message.replace(/\.$/, '');
  const code = systemCode(thrown) ?? '';
  if (code === 'SQLITE_FULL') return 'There is no space left for the records database';
  if (code.startsWith('SQLITE_BUSY')) return 'Another program keeps the records database locked';
  if (code.startsWith('SQLITE_CANTOPEN'))
    return 'The records database cannot be opened; its folder is missing or closed to Lanekeeper';
  if (code.startsWith('SQLITE_READONLY')) return 'The records database is read-only';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'The records database is damaged';
  return `The records database failed (${code || (thrown instanceof Error ? thrown.message : String(thrown))})`;
}
