import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of one of these names in the workspace stops every effect. The second is what some editors make of the first. */
export const stopFileNames = ['STOP', 'STOP.txt'] as const;

/** The one that is there, or null. A few microseconds: asked before every dispatch. */
export function stopFileIn(workspace: string): string | null {
  const name = stopFileNames.find((candidate) => existsSync(join(workspace, candidate)));
  return name === undefined ? null : join(workspace, name);
}

/** Stops every effect of a workspace without its runtime, which may not answer. Its path. */
export function writeStopFile(workspace: string, reason: string): string {
  const there = stopFileIn(workspace);
  if (there !== null) return there;
  const path = join(workspace, stopFileNames[0]);
  writeFileSync(path, `${reason}\n`, { mode: 0o600 });
  return path;
}
