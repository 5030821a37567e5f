import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { Db } from '../open.ts';

export interface ArtifactPlaces {
  readonly artifactFolder: string;
}

/** `<folder>/<first two hex>/<sha256>` */
export function blobPath(artifactFolder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new LanekeeperError('invalid-input', 'A file is named by its SHA-256.');
  return join(artifactFolder, sha256.slice(0, 2), sha256);
}

export function artifactOf(row: Record<string, unknown>, places: ArtifactPlaces): Artifact {
  const sha256 = row['sha256'] as string;
  return {
    artifactId: row['artifact_id'] as string,
    runId: row['run_id'] as string,
    name: row['name'] as string,
    version: row['version'] as number,
    role: row['role'] as Artifact['role'],
    mediaType: row['media_type'] as string,
    sha256,
    bytes: row['bytes'] as number,
    items: row['items'] as number | null,
    path: blobPath(places.artifactFolder, sha256),
    atMs: row['at_ms'] as number,
  };
}

/** A piece of an artifact's text. The offset counts bytes; a piece never ends inside a character. */
export function readArtifact(
  db: Db,
  places: ArtifactPlaces,
  { artifactId, offset, length }: MethodArguments<'artifact.read'>,
): MethodOutput<'artifact.read'> {
  const row = db.prepare('SELECT * FROM artifact WHERE artifact_id = ?').get(artifactId);
  if (row === undefined) throw new LanekeeperError('not-found', `There is no artifact ${artifactId}.`);
  const artifact = artifactOf(row as Record<string, unknown>, places);
  const file = openSync(artifact.path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(length, Math.max(0, artifact.bytes - offset)));
    const read = readSync(file, bytes, 0, bytes.length, offset);
    const whole = offset + read >= artifact.bytes ? read : wholeCharacters(bytes.subarray(0, read));
    return { artifact, text: bytes.toString('utf8', 0, whole), offset: offset + whole, total: artifact.bytes };
  } finally {
    closeSync(file);
  }
}

/** How many bytes of the piece are complete UTF-8 characters. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  return (bytes[end - 1] ?? 0) >= 0xc0 ? end - 1 : bytes.length;
}
