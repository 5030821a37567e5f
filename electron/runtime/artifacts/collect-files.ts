import { statSync, unlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AtMs, Ms } from '../../../shared/ids.ts';

/** A file younger than this may be on its way to the row that will name it. */
const leastAgeMs: Ms = 24 * 3_600_000;

/**
 * Removes kept files that no row names any more, and what was never finished. `used` is asked once, after which a file
 * can only gain a row by being kept again, which makes it young: its age is read in the same turn that removes it.
 */
export async function collectFiles(
  artifactFolder: string,
  used: ReadonlySet<string>,
  nowMs: AtMs,
): Promise<{ files: number; bytes: number }> {
  let files = 0;
  let bytes = 0;
  for (const folder of ['.', ...(await readdir(artifactFolder)).filter((name) => /^[0-9a-f]{2}$/.test(name))])
    for (const name of await readdir(join(artifactFolder, folder))) {
      const isKept = /^[0-9a-f]{64}$/.test(name);
      if (isKept ? used.has(name) : !/^\.[0-9a-f-]{36}\.tmp$/.test(name)) continue;
      const path = join(artifactFolder, folder, name);
      const facts = statSync(path, { throwIfNoEntry: false });
      if (facts === undefined || facts.mtimeMs > nowMs - leastAgeMs) continue;
      unlinkSync(path);
      files += 1;
      bytes += facts.size;
    }
  return { files, bytes };
}
