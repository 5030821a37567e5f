import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { copyHashing, fileSha256 } from '../files/file-hash.ts';

/** The artifact of a hash is missing or is no longer what its hash says. */
export class ArtifactDamage extends Error {
  constructor(sha256: string, problem: 'missing' | 'changed') {
    super(
      problem === 'missing'
        ? `The artifact ${sha256.slice(0, 12)}… is not in the workspace`
        : `The artifact ${sha256.slice(0, 12)}… is damaged: its content no longer fits its hash`,
    );
    this.name = 'ArtifactDamage';
  }
}

/** Path of an artifact in the content-addressed folder. */
function artifactFile(artifactFolder: string, sha256: string): string {
  return join(artifactFolder, sha256.slice(0, 2), sha256);
}

/** Throws `ArtifactDamage` unless the artifact is there and whole. */
export async function verifyArtifact(artifactFolder: string, sha256: string): Promise<void> {
  const found = await fileSha256(artifactFile(artifactFolder, sha256));
  if (found === null) throw new ArtifactDamage(sha256, 'missing');
  if (found !== sha256) throw new ArtifactDamage(sha256, 'changed');
}

/** Copies an artifact into an open file; throws `ArtifactDamage` unless exactly the bytes of its hash were copied. */
export async function copyArtifact(artifactFolder: string, sha256: string, to: FileHandle): Promise<void> {
  const from = await open(artifactFile(artifactFolder, sha256), 'r').catch(() => {
    throw new ArtifactDamage(sha256, 'missing');
  });
  try {
    if ((await copyHashing(from, to)) !== sha256) throw new ArtifactDamage(sha256, 'changed');
  } finally {
    await from.close();
  }
}
