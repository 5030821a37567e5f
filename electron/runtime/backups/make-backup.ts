import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { copiedFacts, copyDatabase, databaseBytes, type CopiedFacts } from '../store/copy-database.ts';
import { blobPath } from '../store/read/artifact-reads.ts';
import { checkDatabases } from './check-databases.ts';
import { copyFlushed, syncFolder, syncTree } from './copy-file.ts';
import { backupOf } from './list-backups.ts';
import { manifestName, partialEnding, type BackupFile, type BackupManifest } from './manifest.ts';

export interface BackupRequest {
  /** The folder that the backup's own folder is made in. */
  readonly into: string;
  readonly version: string;
  readonly takenAtMs: AtMs;
  readonly places: {
    readonly database: string;
    readonly recordsDb: string;
    readonly artifactFolder: string;
    readonly releasesFolder: string;
  };
}

export interface BackupWatch {
  progress(now: BackupProgress): void;
  /** The runtime closes: the backup is given up. */
  isOver(): boolean;
}

/**
 * Makes a backup while work goes on: first the database as it is at one moment, then what its rows name, then the
 * records, which may be newer but never older than what the database knows. It is written under another name, flushed,
 * checked, and only then given its own: a backup that was not finished is never taken for one.
 */
export async function makeBackup(request: BackupRequest, watch: BackupWatch): Promise<BackupSummary> {
  const { into, places, takenAtMs } = request;
  await mkdir(into, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new LanekeeperError('not-allowed', `The folder ${into} cannot be made. No backup was made.`, {
      hint: 'Name a folder of your own.',
      cause,
    });
  });
  await clearUnfinished(into);
  await refuseWithoutRoom(into, databaseBytes(places.database));
  const folder = join(into, nameOf(takenAtMs, into));
  const partial = `${folder}${partialEnding}`;
  await mkdir(partial, { mode: 0o700 });
  try {
    const manifest = await fill(partial, request, watch);
    watch.progress({ phase: 'settling', done: 0, total: 0, unit: '' });
    await writeFlushed(join(partial, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
    await syncTree(partial);
    crashPoint('backup.before-rename');
    await rename(partial, folder);
    await syncFolder(into);
    return backupOf(folder, manifest);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw asRefusal(cause);
  }
}

async function fill(partial: string, request: BackupRequest, watch: BackupWatch): Promise<BackupManifest> {
  const { places, version, takenAtMs } = request;
  const copyOf = (name: string): string => join(partial, name);
  const pages = (done: number, total: number): void =>
    watch.progress({ phase: 'database', done, total, unit: 'pages' });
  const copy = { progress: pages, isOver: watch.isOver };
  const facts = await copyDatabase(places.database, copyOf('lanekeeper.db'), { ...copy, read: copiedFacts });
  crashPoint('backup.after-database');
  const { files, missing } = await copyKept(partial, facts, request, watch);
  for (const path of await filesUnder(places.releasesFolder)) {
    if (path.split('/')[0]?.startsWith('.') === true) continue;
    files.push({
      path: `releases/${path}`,
      ...(await copyFlushed(join(places.releasesFolder, path), copyOf(`releases/${path}`))),
    });
  }
  const hasRecords = existsSync(places.recordsDb);
  if (hasRecords) await copyDatabase(places.recordsDb, copyOf('records.db'), { ...copy, read: () => null });
  watch.progress({ phase: 'checking', done: 0, total: 0, unit: '' });
  const [main, records] = await checkDatabases([
    { path: copyOf('lanekeeper.db'), holds: 'workspace' },
    ...(hasRecords ? [{ path: copyOf('records.db'), holds: 'records' } as const] : []),
  ]);
  for (const [path, checked] of [
    ['lanekeeper.db', main],
    ['records.db', records],
  ] as const) {
    if (checked === undefined) continue;
    if (checked.problem !== null)
      throw new LanekeeperError(
        'degraded',
        `The backup was made and did not pass its checks: ${path}: ${checked.problem} It was not kept.`,
        {
          hint: 'Run `lanekeeper doctor` on this workspace. Earlier backups are untouched.',
        },
      );
    files.push({ path, bytes: checked.bytes, sha256: checked.sha256 });
  }
  if (main?.audit?.events !== facts.audit.events || main.audit.head !== facts.audit.head)
    throw new LanekeeperError('internal', 'The copied audit log does not end where it did; the backup was not kept.');
  const { schema, instanceId, engineId, audit } = facts;
  return { format: 1, version, schema, instanceId, engineId, takenAtMs, audit, files, missing };
}

/** Each kept file is named by its hash, so a damaged one shows; it is left out and named, for the rest is worth having. */
async function copyKept(
  partial: string,
  { keptFiles }: CopiedFacts,
  { places }: BackupRequest,
  watch: BackupWatch,
): Promise<{ files: BackupFile[]; missing: string[] }> {
  const files: BackupFile[] = [];
  const missing: string[] = [];
  for (const [done, sha256] of keptFiles.entries()) {
    if (watch.isOver()) throw new Error('the runtime is closing');
    watch.progress({ phase: 'files', done, total: keptFiles.length, unit: 'files' });
    const path = `artifacts/${sha256.slice(0, 2)}/${sha256}`;
    const target = join(partial, path);
    const copied = await copyFlushed(blobPath(places.artifactFolder, sha256), target).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (copied?.sha256 === sha256) files.push({ path, ...copied });
    else {
      missing.push(sha256);
      await rm(target, { force: true });
    }
  }
  return { files, missing };
}

/** What an earlier process left half-written in this folder. */
async function clearUnfinished(into: string): Promise<void> {
  for (const name of await readdir(into))
    if (/^lanekeeper-\d{8}-\d{6}(-\d+)?\.partial$/.test(name))
      await rm(join(into, name), { recursive: true, force: true });
}

async function refuseWithoutRoom(into: string, bytes: number): Promise<void> {
  const disk = await statfs(into);
  if (disk.bavail * disk.bsize > bytes * 1.05 + 1024 * 1024) return;
  throw new LanekeeperError(
    'disk-full',
    `There is too little space in ${into} for a copy of the database. No backup was made.`,
    {
      hint: 'Free some space, or name a folder on another disk with --to DIR.',
    },
  );
}

/** `lanekeeper-20260131-120000`: UTC, sorted by time; numbered when two fall into one second. */
function nameOf(takenAtMs: AtMs, into: string): string {
  const stamp = new Date(takenAtMs).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  for (let n = 1; ; n += 1) {
    const name = `lanekeeper-${stamp}${n === 1 ? '' : `-${n}`}`;
    if (!existsSync(join(into, name))) return name;
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if ((await stat(path)).size !== Buffer.byteLength(text)) throw new Error(`${basename(path)} is not whole`);
}

function asRefusal(cause: unknown): LanekeeperError {
  if (cause instanceof LanekeeperError) return cause;
  const code = codeOf(cause);
  if (['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(code))
    return new LanekeeperError('disk-full', 'The disk became full; no backup was kept. The workspace is untouched.', {
      hint: 'Free some space, or name a folder on another disk with --to DIR.',
      cause,
    });
  return new LanekeeperError(
    'internal',
    `The backup could not be made (${cause instanceof Error ? cause.message : String(cause)}). Nothing of it was kept; the workspace is untouched.`,
    { cause },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
