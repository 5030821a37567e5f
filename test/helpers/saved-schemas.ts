import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '../fixtures/workspaces');

/** The schema versions of which a database was saved (see `save-schema.ts`), oldest first. */
export function savedSchemas(): number[] {
  return readdirSync(folder)
    .flatMap((name) => /^schema-(\d+)\.db\.gz$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((one, other) => one - other);
}

/** A fresh copy of the database saved for a schema, in a folder of its own. */
export function savedDatabase(schema: number): string {
  const file = join(mkdtempSync(join(tmpdir(), 'lanekeeper-saved-')), 'lanekeeper.db');
  writeFileSync(file, gunzipSync(readFileSync(join(folder, `schema-${schema}.db.gz`))));
  return file;
}
