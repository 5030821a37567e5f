import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { readAgentFolder } from './release-files.ts';

/** The manifest of a release whose code is kept in the workspace; that code must be what its hash says. */
export async function keptManifest(releasesFolder: string, releaseHash: string): Promise<Manifest> {
  const folder = join(releasesFolder, releaseHash);
  if (!existsSync(folder))
    throw new LanekeeperError(
      'not-found',
      `The code of release ${releaseHash.slice(0, 12)} is not in the workspace any more.`,
      { hint: 'Restore it from a backup; its runs can only go on with that code.' },
    );
  const agent = await readAgentFolder(folder);
  if (agent.releaseHash !== releaseHash)
    throw new LanekeeperError(
      'refused',
      `The kept code of release ${releaseHash.slice(0, 12)} was changed in the workspace, so it is not run.`,
      { hint: 'Restore it from a backup; its runs, and what was approved for them, stand for that code alone.' },
    );
  return agent.manifest;
}
