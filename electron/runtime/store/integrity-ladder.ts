import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Check } from '../../../shared/domain/workspace.ts';
import type { ChainHead } from '../audit/chain.ts';
import { policyHash } from '../policies/parse.ts';
import type { Recount } from './counter-store.ts';
import { DamagedError, restoreHint } from './damaged-error.ts';
import { isFullDisk } from './full-disk.ts';
import { schemaVersion } from './migrations/migrations.ts';
import { openMaintenance, openReader, type Db } from './open.ts';
import { checkAuditTail } from './read/audit-tail.ts';
import { suspectFileIn } from './suspect-file.ts';
import { checkWal } from './wal-check.ts';
import { personFromRow, releaseFromRow, settingsFromValue, settingsHash } from './workspace-store.ts';

/** Events at the end of the audit log that are hashed again at each start. */
const tailEvents = 1_000;

export interface LadderPlaces {
  readonly database: string;
  readonly recordsDb: string;
}

/** Up to this size every page is read before a database is opened: some tenths of a second. */
const mostBytesAtOnce = 64 * 1024 * 1024;

export interface Climbed {
  readonly rungs: readonly Check[];
  /** Databases whose pages were left for later, because there are many: nothing is sent until they are checked. */
  readonly left: readonly string[];
}

/** What SQLite says of a file that is not what it wrote. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
}

export function damageRung(error: Error): Check {
  return { id: 'rung-entry', label: 'Opening the database', ok: false, value: error.message, hint: restoreHint };
}

/** The last rungs, climbed by the writer itself: runs an earlier owner left, and counts made again. */
export function rungsOfEntry({ unfinished, repaired }: Recount): readonly Check[] {
  const counts = repaired.length === 0 ? 'as counted again' : `put right: ${repaired.join(', ')}`;
  return [
    {
      id: 'rung-leases',
      label: 'Runs of an earlier owner',
      ok: true,
      value:
        unfinished === 0 ? 'none left unfinished' : `${unfinished.toLocaleString('en')} unfinished, taken up again`,
    },
    { id: 'rung-counts', label: 'Read models', ok: true, value: counts },
  ];
}

type Rung = (db: Db) => Pick<Check, 'ok' | 'value'>;

/**
 * The checks of a start, each standing on the one below; the first that fails ends it. They run before the writer, an
 * agent or a tool has been started, and before this process has the database open: see `checkWal`. They only read.
 * A full disk is no damage and is thrown as it is.
 */
export function climbLadder({ database, recordsDb }: LadderPlaces): Climbed {
  const rungs: Check[] = [];
  const suspect = suspectFileIn(database);
  const isSuspect = existsSync(suspect);
  const left = [database, recordsDb].filter((path) => !isSuspect && bytesOf(path) > mostBytesAtOnce);
  const pages = (path: string): Rung => (left.includes(path) ? pagesLeft : quickCheck);
  const stand = (id: string, label: string, look: () => Pick<Check, 'ok' | 'value'>): void => {
    rungs.push({ id, label, ...outcomeOf(look), hint: restoreHint });
    if (rungs.at(-1)?.ok !== true) throw new DamagedError(rungs);
  };
  const whole = (): Climbed => {
    if (isSuspect) rmSync(suspect, { force: true });
    return { rungs, left };
  };
  stand('rung-present', 'Database file', () => isPresent(database, recordsDb));
  if (!existsSync(database)) return whole();
  stand('rung-wal', 'Write-ahead log', () => walRung(database));
  withReader(database, stand, [['rung-pages', 'Database pages', pages(database)]]);
  // A newer schema is refused in words of its own.
  if (schemaOf(database) > schemaVersion) return whole();
  withReader(database, stand, [
    ['rung-audit', 'Audit log, its end', auditTail],
    ['rung-settings', 'Settings, policy, people, agents', settingsRung],
  ]);
  if (!existsSync(recordsDb)) return whole();
  const log = outcomeOf(() => walRung(recordsDb));
  if (!log.ok) stand('rung-records', 'Records', () => log);
  withReader(recordsDb, stand, [['rung-records', 'Records', pages(recordsDb)]]);
  return whole();
}

function withReader(
  path: string,
  stand: (id: string, label: string, look: () => Pick<Check, 'ok' | 'value'>) => void,
  rungs: readonly (readonly [string, string, Rung])[],
): void {
  let db: Db | null = null;
  try {
    for (const [id, label, rung] of rungs) stand(id, label, () => rung((db ??= openedToRead(path))));
  } finally {
    (db as Db | null)?.close();
  }
}

function openedToRead(path: string): Db {
  endCreation(path);
  return openReader(path);
}

/**
 * A kill while a database was being made, before it had its write-ahead log, leaves a rollback journal, and a connection
 * that only reads may not end what it began. What this does is what SQLite does at any opening: it puts back the pages
 * of a transaction that was never committed.
 */
function endCreation(path: string): void {
  if (!existsSync(`${path}-journal`)) return;
  const db = openMaintenance(path);
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    db.close();
  }
}

function outcomeOf(look: () => Pick<Check, 'ok' | 'value'>): Pick<Check, 'ok' | 'value'> {
  try {
    return look();
  } catch (error) {
    if (isFullDisk(error)) throw error;
    return { ok: false, value: error instanceof Error ? error.message : String(error) };
  }
}

/** An empty file is a new database to SQLite: beside what a workspace has gathered it is one that was lost. */
function isPresent(database: string, recordsDb: string): Pick<Check, 'ok' | 'value'> {
  const bytes = statSync(database, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > 0) return { ok: true, value: `${bytes.toLocaleString('en')} bytes` };
  const releases = join(dirname(database), 'releases');
  const isUsed =
    existsSync(recordsDb) || (existsSync(releases) && readdirSync(releases).some((name) => !name.startsWith('.')));
  return isUsed
    ? { ok: false, value: 'it is empty or gone, though this workspace has been in use' }
    : { ok: true, value: 'a new workspace' };
}

function walRung(database: string): Pick<Check, 'ok' | 'value'> {
  const { frames, problem } = checkWal(database);
  if (problem !== null) return { ok: false, value: problem };
  return { ok: true, value: frames === 0 ? 'nothing to recover' : `whole, ${frames} pages to recover` };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function pagesLeft(db: Db): Pick<Check, 'ok' | 'value'> {
  const pages = Number(db.pragma('page_count', { simple: true }));
  return {
    ok: true,
    value: `${pages.toLocaleString('en')}, checked while the console is open; no action is sent before`,
  };
}

function quickCheck(db: Db): Pick<Check, 'ok' | 'value'> {
  const found = (db.pragma('quick_check(3)') as { quick_check: string }[]).map((row) => row.quick_check);
  const pages = Number(db.pragma('page_count', { simple: true }));
  return found[0] === 'ok'
    ? { ok: true, value: `all ${pages.toLocaleString('en')} are in order` }
    : { ok: false, value: found.join('; ') };
}

function auditTail(db: Db): Pick<Check, 'ok' | 'value'> {
  if (!hasTable(db, 'audit')) return { ok: true, value: 'empty' };
  const kept = db.prepare("SELECT value FROM meta WHERE key = 'audit-head'").pluck().get() as string | undefined;
  const { problem, events } = checkAuditTail(
    db,
    kept === undefined ? null : (JSON.parse(kept) as ChainHead),
    tailEvents,
  );
  return problem === null
    ? { ok: true, value: `the last ${events.toLocaleString('en')} events follow one another` }
    : { ok: false, value: problem };
}

/** Everything an action is judged by, read as it will be read. */
function settingsRung(db: Db): Pick<Check, 'ok' | 'value'> {
  if (!hasTable(db, 'policy')) return { ok: true, value: 'none yet' };
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck().get();
  settingsFromValue(settings);
  const hash = db.prepare("SELECT value FROM setting WHERE key = 'settings-sha256'").pluck().get();
  if (typeof settings === 'string' && hash !== undefined && hash !== settingsHash(settings))
    return { ok: false, value: 'the settings are not what was saved' };
  const policies = db.prepare('SELECT document, hash FROM policy WHERE in_force = 1').all() as Row[];
  for (const { document, hash: policy } of policies)
    if (policyHash(JSON.parse(String(document)) as Parameters<typeof policyHash>[0]) !== policy)
      return { ok: false, value: 'the policy in force is not what its hash says' };
  const people = db.prepare('SELECT * FROM person').all() as Row[];
  for (const row of people) personFromRow(row);
  const releases = db.prepare('SELECT * FROM release').all() as Row[];
  for (const row of releases) releaseFromRow(row);
  return { ok: true, value: `${people.length} people, ${releases.length} releases, policy as hashed` };
}

type Row = Record<string, unknown>;

function schemaOf(database: string): number {
  const db = openReader(database);
  try {
    return Number(db.pragma('user_version', { simple: true }));
  } finally {
    db.close();
  }
}

/** Before its first migration a database has none. */
function hasTable(db: Db, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}
