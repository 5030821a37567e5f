import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { checkDatabase } from '../store/check-database.ts';
import { declareFork, findLogEnd } from '../store/history-fork.ts';
import type { Restored } from '../store/place-store.ts';
import { copyFlushed, hashFile, syncFolder } from './copy-file.ts';
import { newerThanThis } from './list-backups.ts';
import { readManifest, type BackupFile, type BackupManifest } from './manifest.ts';
import { finishRestore, planOf, setAsideIn, type RestorePlan } from './restore-plan.ts';
import { stagingIn } from './staging.ts';

export interface RestoreRequest {
  /** The backup's own folder. */
  readonly backup: string;
  /** A folder this process owns, whose database nothing has open. */
  readonly workspace: string;
  readonly by: string | null;
  readonly reason: string;
  readonly nowMs: AtMs;
  readonly bootId: string;
}

export interface RestoreResult {
  readonly workspace: string;
  readonly backup: string;
  readonly takenAtMs: AtMs;
  /** Where what was there before is kept; null when there was nothing. */
  readonly setAside: string | null;
  /** Audit events after the backup, in the database that was set aside; null when that cannot be told. */
  readonly laterEvents: number | null;
  /** Kept files that the backup lacks. */
  readonly missing: number;
}

/**
 * Restores a workspace from a backup. Everything is held against its hash before anything is touched; then the new
 * database is made ready beside the old one, with the fork of history in its audit log; only then are they exchanged,
 * and an exchange that was interrupted is finished at the next start. What was there is set aside, never deleted.
 */
export async function restoreBackup(
  request: RestoreRequest,
  progress: (phase: RestorePhase, done: number, total: number) => void = () => {},
): Promise<RestoreResult> {
  const { backup, workspace, nowMs } = request;
  const manifest = await readManifest(backup);
  const newer = newerThanThis(manifest);
  if (newer !== null)
    throw new LanekeeperError('unsupported', `${newer} Nothing was changed.`, {
      hint: 'Restore it with the newer version.',
    });
  if (existsSync(planOf(workspace))) await finishRestore(workspace);
  await checkFiles(backup, manifest, progress);
  const staging = stagingIn(workspace);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  const setAside = setAsideIn(workspace, nowMs);
  try {
    const restored = await stage(request, manifest, { staging, setAside }, progress);
    const isAlone = !existsSync(join(workspace, 'lanekeeper.db'));
    crashPoint('restore.staged');
    const hasRecords = manifest.files.some(({ path }) => path === 'records.db');
    const plan: RestorePlan = hasRecords
      ? { setAside, exchanged: ['records.db', 'lanekeeper.db'], removed: [] }
      : { setAside, exchanged: ['lanekeeper.db'], removed: ['records.db'] };
    await writePlan(workspace, plan);
    crashPoint('restore.planned');
    await finishRestore(workspace);
    return {
      workspace,
      backup: restored.backup,
      takenAtMs: restored.takenAtMs,
      setAside: isAlone ? null : setAside,
      laterEvents: restored.laterEvents,
      missing: manifest.missing.length,
    };
  } catch (cause) {
    // Past this point the exchange is begun, and is finished rather than undone.
    if (!existsSync(planOf(workspace))) await rm(staging, { recursive: true, force: true });
    throw asRefusal(cause);
  }
}

export type RestorePhase = 'checking' | 'copying' | 'exchanging';

/** The first file that is not what the manifest says ends it. */
async function checkFiles(
  backup: string,
  { files }: BackupManifest,
  progress: (phase: RestorePhase, done: number, total: number) => void,
): Promise<void> {
  for (const [done, file] of files.entries()) {
    progress('checking', done, files.length);
    const found = await hashFile(join(backup, file.path)).catch(() => null);
    if (found?.sha256 === file.sha256 && found.bytes === file.bytes) continue;
    const what = found === null ? 'is missing or cannot be read' : 'is not what was backed up';
    throw new LanekeeperError('refused', `The backup is damaged: ${file.path} ${what}. Nothing was changed.`, {
      hint: 'Use another backup.',
    });
  }
}

async function stage(
  { backup, workspace, by, reason, nowMs, bootId }: RestoreRequest,
  manifest: BackupManifest,
  { staging, setAside }: { readonly staging: string; readonly setAside: string },
  progress: (phase: RestorePhase, done: number, total: number) => void,
): Promise<Restored> {
  for (const [done, file] of manifest.files.entries()) {
    progress('copying', done, manifest.files.length);
    if (file.path.endsWith('.db') && !file.path.includes('/')) {
      const copied = await copyFlushed(join(backup, file.path), join(staging, file.path));
      if (copied.sha256 !== file.sha256) throw changedMeanwhile(file);
    } else await bringBack(file, { backup, workspace, setAside });
  }
  progress('exchanging', 0, 0);
  const database = join(staging, 'lanekeeper.db');
  const verdict = checkDatabase(database, 'workspace');
  if (verdict.problem !== null)
    throw new LanekeeperError('refused', `The backup cannot be used: ${verdict.problem} Nothing was changed.`, {
      hint: 'Use another backup.',
    });
  const old = join(workspace, 'lanekeeper.db');
  const restored = declareFork(database, {
    restored: { backup: basename(backup), takenAtMs: manifest.takenAtMs, atMs: nowMs },
    setAside: existsSync(old) ? { folder: basename(setAside), end: findLogEnd(old) } : null,
    by,
    reason,
    bootId,
  });
  await syncFolder(staging);
  return restored;
}

/** Kept files and releases lie under their hash: what is there and right stays, what is damaged is set aside. */
async function bringBack(
  file: BackupFile,
  { backup, workspace, setAside }: { readonly backup: string; readonly workspace: string; readonly setAside: string },
): Promise<void> {
  const target = join(workspace, file.path);
  const found = await hashFile(target).catch(() => null);
  if (found?.sha256 === file.sha256) return;
  if (existsSync(target)) {
    const aside = join(setAside, file.path);
    await mkdir(dirname(aside), { recursive: true, mode: 0o700 });
    await rename(target, aside);
  }
  const temp = `${target}.restoring`;
  await rm(temp, { force: true });
  const copied = await copyFlushed(join(backup, file.path), temp);
  if (copied.sha256 !== file.sha256) throw changedMeanwhile(file);
  await rename(temp, target);
  await syncFolder(dirname(target));
}

/** Its presence is the moment from which the exchange is finished and no longer given up. */
async function writePlan(workspace: string, plan: RestorePlan): Promise<void> {
  const path = planOf(workspace);
  const temp = `${path}.tmp`;
  const file = await open(temp, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(plan));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temp, path);
  await syncFolder(dirname(path));
}

function changedMeanwhile({ path }: BackupFile): LanekeeperError {
  return new LanekeeperError('refused', `${path} of the backup changed while it was read. Nothing was changed.`, {
    hint: 'Restore again once nothing writes to the backup.',
  });
}

function asRefusal(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(code)) return cause;
  return new LanekeeperError('disk-full', 'The disk became full; the workspace is as it was before.', {
    hint: 'Free some space on the disk of the workspace, or restore into another folder with --workspace DIR.',
    cause,
  });
}
