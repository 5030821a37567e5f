import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a host thread cannot be kept from by Node's flags; said in Settings and in LIMITS. */
export const notContained: readonly string[] = [
  'network sockets (the modules are refused by name, not by the system)',
  'signals to other processes of the same user',
  'processor time up to the watchdog',
  'files the same process has open (refused by name; in a process of its own there are none)',
  'memory of the same process through a crash',
];

export interface Restriction {
  readonly name: string;
  readonly refused: boolean;
  readonly how: string;
}

/**
 * Tries what an agent must not be able to do, each by its own way in. Runs before any agent code is loaded.
 * `decoy` stands beside the database: opening and closing the database itself would drop this process's locks on it.
 */
export async function checkRestrictions(
  decoy: string,
  tokenFile: string,
  releaseFolder: string,
): Promise<readonly Restriction[]> {
  return [
    await attempt('database file', () => readFileSync(decoy)),
    await attempt('token file', () => readFileSync(tokenFile)),
    await attempt('path traversal', () =>
      readFileSync(join(releaseFolder, '..', '..', decoy.split(/[\\/]/).at(-1) ?? '')),
    ),
    await attempt('writing a file', () => writeFileSync(join(releaseFolder, 'written-by-agent'), 'x')),
    // oxlint-disable-next-line no-restricted-imports -- the check is that this import is refused
    await attempt('node:sqlite', () => import('node:sqlite')),
    await attempt('inspector', async () => (await import('node:inspector')).open(0)),
    await attempt('child process', async () =>
      (await import('node:child_process')).spawnSync(process.execPath, ['-e', '0']),
    ),
    await attempt('nested worker', async () => {
      const { Worker } = await import('node:worker_threads');
      await new Worker('0', { eval: true }).terminate();
    }),
    await attempt('native addon', () => process.dlopen({ exports: {} }, join(releaseFolder, 'addon.node'))),
  ];
}

/** Only a refusal counts: a file that is merely absent proves nothing. */
const refusals = new Set([
  'ERR_ACCESS_DENIED',
  'ERR_UNKNOWN_BUILTIN_MODULE',
  'ERR_DLOPEN_DISABLED',
  'ERR_NOT_AVAILABLE',
]);

async function attempt(name: string, act: () => unknown): Promise<Restriction> {
  try {
    await act();
    return { name, refused: false, how: 'it was possible' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { name, refused: refusals.has(code), how: code || String(error) };
  }
}
