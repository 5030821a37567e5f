import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { syncFolder } from './copy-file.ts';
import { stagingIn } from './staging.ts';

const database = z.enum(['lanekeeper.db', 'records.db']);
const planSchema = z.object({
  /** Folder that the old files are moved to. */
  setAside: z.string(),
  /** Databases that are staged: what lies in their place moves away and they move in, the main one last. */
  exchanged: z.array(database),
  /** Databases that the backup does not have: what is there moves away. */
  removed: z.array(database),
});
export type RestorePlan = z.infer<typeof planSchema>;

export function planOf(workspace: string): string {
  return join(stagingIn(workspace), 'plan.json');
}

/** Where what was replaced is kept: `set-aside/20260131-120000`. */
export function setAsideIn(workspace: string, nowMs: AtMs): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  for (let n = 1; ; n += 1) {
    const folder = join(workspace, 'set-aside', n === 1 ? stamp : `${stamp}-${n}`);
    if (!existsSync(folder)) return folder;
  }
}

/**
 * Exchanges the databases as planned; a crash between any two lines is finished by the next call: as long as a new
 * one is staged, whatever lies in its place is old, and when it is not staged any more it is there.
 */
export async function finishRestore(workspace: string): Promise<void> {
  const staging = stagingIn(workspace);
  const plan = await readPlan(workspace);
  if (plan === null) return rm(staging, { recursive: true, force: true });
  for (const name of plan.removed) await moveAway(name, workspace, plan.setAside);
  for (const name of plan.exchanged) {
    const staged = join(staging, name);
    if (!existsSync(staged)) continue;
    await moveAway(name, workspace, plan.setAside);
    crashPoint(`restore.set-aside-${name}`);
    await rename(staged, join(workspace, name));
    await syncFolder(workspace);
    crashPoint(`restore.placed-${name}`);
  }
  await rm(staging, { recursive: true, force: true });
  await syncFolder(workspace);
}

/** A database with what belongs to it; its WAL first, so that none is ever left beside another database. */
async function moveAway(name: string, workspace: string, setAside: string): Promise<void> {
  const parts = [`${name}-wal`, `${name}-shm`, `${name}-journal`, name];
  const old = parts.filter((part) => existsSync(join(workspace, part)));
  if (old.length === 0) return;
  await mkdir(setAside, { recursive: true, mode: 0o700 });
  for (const part of old) await rename(join(workspace, part), join(setAside, part));
  await syncFolder(setAside);
  await syncFolder(workspace);
}

async function readPlan(workspace: string): Promise<RestorePlan | null> {
  const path = planOf(workspace);
  if (!existsSync(path)) return null;
  try {
    return planSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new LanekeeperError('degraded', `A restore was interrupted, and its plan ${path} cannot be read.`, {
      hint: 'Restore again into an empty folder with --workspace DIR; nothing here was deleted.',
      cause,
    });
  }
}
