import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string | number | null>>;

export interface AuditRow {
  readonly seq: number;
  readonly kind: string;
  readonly bytes: string;
  readonly previous_hash: string;
  readonly leaf_hash: string;
  readonly at_ms: number;
  readonly event: AuditEvent | null;
}

/** The parts of an audit event's bytes that are looked at. */
export interface AuditEvent {
  readonly seq: number;
  readonly kind: string;
  readonly previous: string;
  readonly chainId: string;
  readonly bootId: string;
  readonly wallMs: number;
  readonly run: string | null;
  readonly approval: string | null;
  readonly effect: string | null;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Everything a store holds, read once. The checker knows the schema and nothing else of the engine. */
export interface Store {
  readonly folder: string;
  readonly db: Database.Database;
  readonly records: Database.Database | null;
  readonly meta: ReadonlyMap<string, string>;
  readonly commands: readonly Row[];
  readonly runs: readonly Row[];
  readonly journal: readonly Row[];
  readonly effects: readonly Row[];
  readonly approvals: readonly Row[];
  readonly decisions: readonly Row[];
  readonly grants: readonly Row[];
  readonly artifacts: readonly Row[];
  readonly timers: readonly Row[];
  readonly waits: readonly Row[];
  readonly signals: readonly Row[];
  readonly agents: readonly Row[];
  readonly counters: readonly Row[];
  readonly applied: readonly Row[];
  readonly credits: readonly Row[];
  readonly audit: readonly AuditRow[];
  close(): void;
}

/** Opens a store with a SQLite of its own; it recovers the log as any start would. Throws when it cannot be read. */
export function openStore(folder: string): Store {
  const db = new Database(join(folder, 'lanekeeper.db'), { fileMustExist: true });
  const recordsFile = join(folder, 'records.db');
  const records = existsSync(recordsFile) ? new Database(recordsFile) : null;
  const all = (sql: string): Row[] => db.prepare(sql).all() as Row[];
  try {
    const audit = (all('SELECT * FROM audit ORDER BY seq') as unknown as AuditRow[]).map((row) => ({
      ...row,
      event: readEvent(row.bytes),
    }));
    return {
      folder,
      db,
      records,
      meta: new Map(all('SELECT * FROM meta').map((row) => [String(row['key']), String(row['value'])])),
      commands: all('SELECT command_id, method, reply FROM command'),
      runs: all('SELECT * FROM run ORDER BY run_id'),
      journal: all('SELECT * FROM journal_all ORDER BY run_id, ord'),
      effects: all('SELECT * FROM effect ORDER BY effect_id'),
      approvals: all('SELECT * FROM approval ORDER BY approval_id'),
      decisions: all('SELECT * FROM decision ORDER BY decision_id'),
      grants: all('SELECT * FROM grant_row ORDER BY grant_id'),
      artifacts: all('SELECT * FROM artifact ORDER BY artifact_id'),
      timers: all('SELECT * FROM timer'),
      waits: all('SELECT * FROM wait'),
      signals: all('SELECT * FROM signal'),
      agents: all('SELECT * FROM agent'),
      counters: all('SELECT * FROM counter'),
      applied:
        records === null || !hasTable(records, 'applied')
          ? []
          : (records.prepare('SELECT * FROM applied').all() as Row[]),
      credits:
        records === null || !hasTable(records, 'credit')
          ? []
          : (records.prepare('SELECT * FROM credit').all() as Row[]),
      audit,
      close() {
        db.close();
        records?.close();
      },
    };
  } catch (error) {
    db.close();
    records?.close();
    throw error;
  }
}

/** Whether the store's schema has such a table. */
export function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** Rows by the value of one column. */
export function by(rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function readEvent(bytes: string): AuditEvent | null {
  try {
    return JSON.parse(bytes) as AuditEvent;
  } catch {
    return null;
  }
}
