import Database from 'better-sqlite3';
import { LanekeeperError } from '../../../../shared/errors.ts';

const schemaVersion = 2;
/** Before this version SQLite could lose a committed row to a WAL-reset race. */
const oldestSqlite = [3, 51, 3] as const;

/** Opens `records.db` for the tool thread and asserts what durability rests on. */
export function openRecords(path: string): Database.Database {
  const db = new Database(path);
  try {
    // The tool thread stands still while it waits; nobody else has a reason to hold this lock for longer.
    db.pragma('busy_timeout = 1000');
    refuseNewer(db);
    assertPragmas(db);
    migrate(db);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** better-sqlite3 compiles WAL to synchronous=NORMAL, which loses acknowledged work on power loss: set, and read back. */
function assertPragmas(db: Database.Database): void {
  const wanted: Readonly<Record<string, string | number>> = {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    mmap_size: 0,
    ...(process.platform === 'darwin' ? { fullfsync: 1, checkpoint_fullfsync: 1 } : {}),
  };
  for (const [name, value] of Object.entries(wanted)) {
    db.pragma(`${name} = ${value}`);
    const found: unknown = db.pragma(name, { simple: true });
    // Builds without memory mapping answer nothing to mmap_size.
    if (found !== value && !(name === 'mmap_size' && found === undefined))
      throw new LanekeeperError(
        'internal',
        `The records database did not take ${name}=${value} (it says ${String(found)}).`,
      );
  }
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  if (!isAtLeast(version.split('.').map(Number), oldestSqlite))
    throw new LanekeeperError(
      'unsupported',
      `SQLite ${version} is too old; ${oldestSqlite.join('.')} or later is needed.`,
    );
}

/** Before any pragma: turning on WAL already writes to the file. */
function refuseNewer(db: Database.Database): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > schemaVersion)
    throw new LanekeeperError(
      'unsupported',
      `The records database was written by a newer Lanekeeper (format ${found}, this one reads ${schemaVersion}). It was not touched.`,
      { hint: 'Start the newer version.' },
    );
}

function migrate(db: Database.Database): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found === schemaVersion) return;
  db.transaction(() => {
    if (found < 1) db.exec(recordTables);
    db.exec(creditTable);
    db.pragma(`user_version = ${schemaVersion}`);
  }).exclusive();
}

const recordTables = `
      CREATE TABLE record (
        record_id TEXT NOT NULL PRIMARY KEY,
        data_json TEXT NOT NULL CHECK (json_valid(data_json)),
        row_hash TEXT NOT NULL CHECK (length(row_hash) = 64),
        changed_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE applied (
        key TEXT NOT NULL PRIMARY KEY,
        record_id TEXT NOT NULL,
        before_json TEXT,
        after_json TEXT,
        at_ms INTEGER NOT NULL
      ) STRICT;`;

/** What was credited is never changed or removed: a later entry says what became of it. */
const creditTable = `
      CREATE TABLE credit (
        key TEXT NOT NULL PRIMARY KEY,
        customer TEXT NOT NULL,
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        number INTEGER NOT NULL CHECK (number > 0),
        micros INTEGER NOT NULL CHECK (micros <> 0),
        balance INTEGER NOT NULL,
        reason TEXT NOT NULL,
        reverses TEXT UNIQUE REFERENCES credit (key),
        at_ms INTEGER NOT NULL,
        UNIQUE (customer, currency, number)
      ) STRICT;
      CREATE TRIGGER credit_stays BEFORE DELETE ON credit
        BEGIN SELECT RAISE(ABORT, 'an entry of the credit ledger is never removed'); END;
      CREATE TRIGGER credit_as_written BEFORE UPDATE ON credit
        BEGIN SELECT RAISE(ABORT, 'an entry of the credit ledger is never changed'); END;`;

function isAtLeast(found: readonly number[], least: readonly number[]): boolean {
  for (const [index, part] of least.entries()) {
    const own = found[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
