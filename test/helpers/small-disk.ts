import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a small disk can be mounted here, in a mount namespace of its own; some systems forbid it. */
export const canMountDisk =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-Urm', 'sh', '-c', `mount -t tmpfs tmpfs ${tmpdir()}`]).status === 0;

/** What to spawn for a program to find a disk of this size in an existing folder; nobody else sees that disk. */
export function onSmallDisk(
  folder: string,
  size: `${number}m`,
  program: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  const mountAndRun = `folder=$1; shift; mount -t tmpfs -o size=${size} tmpfs "$folder" && exec "$@"`;
  return { command: 'unshare', args: ['-Urm', 'sh', '-c', mountAndRun, 'sh', folder, ...program] };
}

/** The folder as a process that has a disk mounted there sees it. */
export function seenBy(pid: number, folder: string): string {
  return join(`/proc/${pid}/root`, folder);
}

/** Writes into a file on the disk until it takes no more. */
export function fillDisk(folder: string): void {
  const handle = openSync(join(folder, 'filler'), 'w');
  // The small pieces take what the large ones left.
  for (const pieceBytes of [65_536, 512])
    try {
      for (;;) writeSync(handle, Buffer.alloc(pieceBytes));
    } catch {
      continue;
    }
  closeSync(handle);
}

export function freeDisk(folder: string): void {
  rmSync(join(folder, 'filler'));
}
