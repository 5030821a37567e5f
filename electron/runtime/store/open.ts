import Database from 'better-sqlite3';
import { LanekeeperError } from '../../../shared/errors.ts';

export type Db = Database.Database;
export type Statement = Database.Statement;

/** Oldest SQLite whose WAL reset bug is fixed. */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens the one writing connection. `synchronous=FULL` is set and read back: the package compiles WAL to NORMAL,
 * which loses acknowledged commits on power loss.
 */
export function openWriter(path: string): Db {
  return prepared(new Database(path), (db) => {
    db.pragma('journal_mode = WAL');
    secure(db);
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('journal_size_limit = -1');
    // What is written lies together at the ends of its tables; more would be held as long as the process lives.
    db.pragma('cache_size = -8000');
    db.pragma('temp_store = MEMORY');
    if (process.platform === 'darwin') {
      db.pragma('fullfsync = ON');
      db.pragma('checkpoint_fullfsync = ON');
    }
    assertPragma(db, 'journal_mode', 'wal');
    assertPragma(db, 'synchronous', 2);
    assertPragma(db, 'foreign_keys', 1);
  });
}

/** Opens a connection that can only read. */
export function openReader(path: string): Db {
  return prepared(new Database(path, { readonly: true, fileMustExist: true }), (db) => {
    secure(db);
    readOnly(db);
    db.pragma('busy_timeout = 5000');
  });
}

/**
 * Opens the only connection there is to a database on a full disk, to read it. Other connections share the WAL index
 * in a file that needs room; one that has the database to itself keeps it in memory, and reads what a crash left in
 * the WAL as well. Nothing else can open the database until it is closed.
 */
export function openLoneReader(path: string): Db {
  const lone = new Database(path, { fileMustExist: true });
  // Before any statement: the first one already opens the WAL index.
  lone.pragma('locking_mode = EXCLUSIVE');
  return prepared(lone, (db) => {
    secure(db);
    readOnly(db);
  });
}

function readOnly(db: Db): void {
  db.pragma('synchronous = FULL');
  db.pragma('query_only = ON');
  db.pragma('cache_size = -16000');
  assertPragma(db, 'synchronous', 2);
  assertPragma(db, 'query_only', 1);
}

/** A connection that cannot be set up is closed again: one left open keeps its locks. */
function prepared(db: Db, prepare: (db: Db) => void): Db {
  try {
    assertVersion(db);
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The connection that runs WAL checkpoints, away from the writer. */
export function openMaintenance(path: string): Db {
  const db = new Database(path, { fileMustExist: true });
  secure(db);
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  db.pragma('busy_timeout = 5000');
  assertPragma(db, 'synchronous', 2);
  return db;
}

function secure(db: Db): void {
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('mmap_size = 0');
}

function assertVersion(db: Db): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldestSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new LanekeeperError('degraded', `SQLite ${version} is too old; 3.51.3 or later is needed.`);
  }
}

function assertPragma(db: Db, name: string, expected: string | number): void {
  const value = db.pragma(name, { simple: true });
  if (value !== expected)
    throw new LanekeeperError(
      'degraded',
      `The database would not take ${name}=${expected} (it says ${String(value)}); nothing was written.`,
    );
}
