import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the system says of the file system a path is on. */
export interface Mount {
  readonly folder: string;
  /** As the system names it: `ext4`, `nfs4`, `fuse.sshfs`, `smbfs`. */
  readonly type: string;
  /** The device or share behind it. */
  readonly source: string;
  readonly options: string;
}

/** The mount a path is on; null where the system does not say. The path is absolute, with its links resolved. */
export function mountOf(path: string, platform: NodeJS.Platform = process.platform): Mount | null {
  try {
    if (platform === 'linux') return nearestMount(path, linuxMounts(readFileSync('/proc/self/mountinfo', 'utf8')));
    if (platform === 'darwin')
      return nearestMount(path, macMounts(execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 2_000 })));
  } catch {
    return null;
  }
  return null;
}

/** The deepest mount above a path; of several on one folder, the last hides the others. */
export function nearestMount(path: string, mounts: readonly Mount[]): Mount | null {
  let nearest: Mount | null = null;
  for (const mount of mounts) {
    const isAbove = mount.folder === '/' || path === mount.folder || path.startsWith(`${mount.folder}/`);
    if (isAbove && mount.folder.length >= (nearest?.folder.length ?? 0)) nearest = mount;
  }
  return nearest;
}

/** Lines of `/proc/self/mountinfo`: `27 1 254:0 / / rw - ext4 /dev/vda rw` (proc(5)). */
export function linuxMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const folder = left.split(' ')[4];
    const [type, source = '', options = ''] = right.split(' ');
    return folder === undefined || type === undefined || type === ''
      ? []
      : [{ folder: plainText(folder), type, source: plainText(source), options }];
  });
}

/** Lines of macOS's `mount`: `//ada@server/share on /Volumes/share (smbfs, nodev)`. */
export function macMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(.*) on (\/.*) \(([^,)]+),? ?([^)]*)\)$/.exec(line);
    if (found === null) return [];
    const [, source = '', folder = '', type = '', options = ''] = found;
    return [{ folder, type, source, options }];
  });
}

/** Spaces and other separators stand as octal escapes in mountinfo. */
function plainText(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
