import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LanekeeperError } from '../../shared/errors.ts';
import { refuseUnsafePlace } from '../runtime/store/workspace-place.ts';

/** Makes sure that the workspace's folder is there and may be written; says in words when it cannot be. */
export function enterWorkspace(folder: string): void {
  try {
    if (existsSync(folder) && !statSync(folder).isDirectory()) throw notAFolder(folder);
    refuseUnsafePlace(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (cause instanceof LanekeeperError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOTDIR' || code === 'EEXIST') throw notAFolder(folder);
    throw new LanekeeperError('not-allowed', `The workspace ${folder} cannot be made (${code || String(cause)}).`, {
      hint: 'Name a folder of your own with --workspace DIR.',
      cause,
    });
  }
}

/** Refuses to look into a workspace that was never used: an empty answer about it would mislead. */
export function needWorkspace(folder: string): void {
  if (existsSync(join(folder, 'lanekeeper.db'))) return;
  throw new LanekeeperError('not-found', `There is no workspace in ${folder} yet.`, {
    hint: 'Name another with --workspace DIR.',
  });
}

function notAFolder(folder: string): LanekeeperError {
  return new LanekeeperError('invalid-input', `${folder} is not a folder, so it cannot be a workspace.`, {
    hint: 'Name a folder with --workspace DIR.',
  });
}
