import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackupSummary } from '../../../shared/domain/backup.ts';
import { toWireError } from '../../../shared/errors.ts';
import { schemaVersion } from '../store/migrations/migrations.ts';
import { partialEnding, readManifest, type BackupManifest } from './manifest.ts';

/** A backup by its own description, without looking at its files. */
export function backupOf(folder: string, manifest: BackupManifest): BackupSummary {
  return {
    name: basename(folder),
    folder,
    takenAtMs: manifest.takenAtMs,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    files: manifest.files.length,
    events: manifest.audit.events,
    schema: manifest.schema,
    version: manifest.version,
    missing: manifest.missing.length,
    problem: newerThanThis(manifest),
  };
}

/** Why a backup cannot be opened by this version; null when it can. */
export function newerThanThis({ schema, version }: BackupManifest): string | null {
  return schema > schemaVersion
    ? `It was made by a newer Lanekeeper (${version}, schema ${schema}; this one knows ${schemaVersion}).`
    : null;
}

/** The backups in a folder, newest first; one that cannot be read is listed with its problem. */
export async function listBackups(folder: string): Promise<BackupSummary[]> {
  const names = await readdir(folder).catch(() => []);
  const found: BackupSummary[] = [];
  for (const name of names) {
    if (!name.startsWith('lanekeeper-') || name.endsWith(partialEnding)) continue;
    const path = join(folder, name);
    found.push(
      await readManifest(path).then(
        (manifest) => backupOf(path, manifest),
        (error: unknown) => unreadable(path, error),
      ),
    );
  }
  return found.toSorted((one, other) => other.takenAtMs - one.takenAtMs || (one.name < other.name ? 1 : -1));
}

function unreadable(folder: string, error: unknown): BackupSummary {
  const problem = toWireError(error).message;
  const none = { takenAtMs: 0, bytes: 0, files: 0, events: 0, schema: 0, version: '', missing: 0 };
  return { name: basename(folder), folder, ...none, problem };
}
