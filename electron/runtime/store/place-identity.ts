import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mountOf } from './mounts.ts';

/** Where a workspace is, as hashes that tell nothing about the computer and differ between workspaces. */
export interface Place {
  /** Null where the system has no id of its machine. */
  readonly machine: string | null;
  readonly device: string;
  readonly folder: string;
}

/** What became another: the words stand in the question a person is asked. */
export type PlacePart = 'computer' | 'disk' | 'folder';

/** The place of a database's folder now, read once; hashed with an instance id each time it is asked for. */
export function findPlace(database: string): (instanceId: string) => Place {
  const folder = realpathSync.native(dirname(database));
  const machine = machineId();
  const device = deviceOf(folder);
  const inodes = `${statSync(folder, { bigint: true }).ino}:${statSync(database, { bigint: true }).ino}`;
  return (instanceId) => ({
    machine: machine === null ? null : hashOf(instanceId, machine),
    device: hashOf(instanceId, device),
    folder: hashOf(instanceId, inodes),
  });
}

/** What differs between two places; a machine id that either of them lacks tells nothing. */
export function changedParts(before: Place, now: Place): readonly PlacePart[] {
  const parts: PlacePart[] = [];
  if (before.machine !== null && now.machine !== null && before.machine !== now.machine) parts.push('computer');
  if (before.device !== now.device) parts.push('disk');
  if (before.folder !== now.folder) parts.push('folder');
  return parts;
}

function hashOf(instanceId: string, value: string): string {
  return createHash('sha256')
    .update(JSON.stringify([instanceId, value]))
    .digest('hex');
}

/** The id an installed system gives its machine; it never leaves this module unhashed. */
function machineId(): string | null {
  if (process.platform === 'win32')
    return found(/MachineGuid\s+REG_SZ\s+(\S+)/, () =>
      printed('reg', ['query', String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`, '/v', 'MachineGuid']),
    );
  if (process.platform === 'darwin')
    return found(/"IOPlatformUUID" = "([^"]+)"/, () =>
      printed('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
    );
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id', '/etc/hostid']) {
    const id = found(/^([0-9a-f-]{8,})\s*$/i, () => readFileSync(file, 'utf8'));
    if (id !== null) return id;
  }
  return null;
}

function printed(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', timeout: 2_000, stdio: ['ignore', 'pipe', 'ignore'] });
}

function found(pattern: RegExp, read: () => string): string | null {
  try {
    return pattern.exec(read())?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * The file system's own id where Linux names it: device numbers are dealt out in the order disks are found, and would
 * ask a person again after some restarts of the computer. Elsewhere, and for file systems without a disk, the number.
 */
function deviceOf(folder: string): string {
  const number = `number ${statSync(folder, { bigint: true }).dev}`;
  if (process.platform !== 'linux') return number;
  const source = mountOf(folder)?.source ?? '';
  if (!source.startsWith('/dev/')) return number;
  try {
    const disk = realpathSync(source);
    const named = '/dev/disk/by-uuid';
    const uuid = readdirSync(named).find((name) => realpathSync(join(named, name)) === disk);
    return uuid === undefined ? number : `uuid ${uuid}`;
  } catch {
    return number;
  }
}
