import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A part of the product that is built on its own. */
export type Part = 'code' | 'renderer';

const sourcesOf: Readonly<Record<Part, readonly string[]>> = {
  code: ['shared', 'electron', 'rolldown.config.ts', 'package-lock.json'],
  renderer: ['shared', 'renderer', 'package-lock.json'],
};

/** One hash over the path, size and time of every source of a part; undefined in a tree that has no sources. */
export function fingerprint(root: string, part: Part): string | undefined {
  if (!existsSync(join(root, 'rolldown.config.ts'))) return undefined;
  const hash = createHash('sha256');
  for (const source of sourcesOf[part]) {
    for (const file of filesUnder(root, source)) {
      const { size, mtimeMs } = statSync(join(root, file));
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesUnder(root: string, source: string): string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
