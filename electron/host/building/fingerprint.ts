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
  const lines = sourcesOf[part].flatMap((source) => linesUnder(root, source));
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}

/** Paths are put together by hand: at each start there are a thousand of them. */
function linesUnder(root: string, path: string): readonly string[] {
  const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.isFile()) return [`${path}\0${stats.size}\0${stats.mtimeMs}`];
  const lines: string[] = [];
  for (const entry of readdirSync(`${root}/${path}`, { withFileTypes: true })) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) lines.push(...linesUnder(root, inside));
    else if (entry.isFile()) {
      const { size, mtimeMs } = statSync(`${root}/${inside}`);
      lines.push(`${inside}\0${size}\0${mtimeMs}`);
    }
  }
  return lines;
}
