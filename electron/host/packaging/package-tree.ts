import { cpSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';

/** Every file that a `files` list picks, read as electron-builder reads it: a later pattern overrules an earlier one. */
export function pickFiles(
  root: string,
  patterns: readonly string[],
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
): string[] {
  const filled = patterns.map((pattern) => pattern.replaceAll('${platform}', platform).replaceAll('${arch}', arch));
  const candidates = filled
    .filter((pattern) => !pattern.startsWith('!'))
    .flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
  return [...new Set(candidates)].filter((file) => isPicked(file, filled)).toSorted();
}

/** Copies those files to the same places under `target`, which must be empty. */
export function copyTree(root: string, target: string, files: readonly string[]): void {
  for (const file of files) {
    const place = join(target, file);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(join(root, file), place);
  }
}

/** Patterns that unpack nothing, and so would leave a started program inside the archive. */
export function patternsWithoutFiles(files: readonly string[], patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => !files.some((file) => matchesGlob(file, pattern)));
}

function isPicked(file: string, patterns: readonly string[]): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isExclusion = pattern.startsWith('!');
    if (isIn === isExclusion && matchesGlob(file, isExclusion ? pattern.slice(1) : pattern)) isIn = !isExclusion;
  }
  return isIn;
}
