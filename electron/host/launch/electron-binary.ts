import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ms } from '../../../shared/ids.ts';
import { projectRoot } from '../project-root.ts';

/** How long Electron's installer may try without reaching any server. */
export const connectionPatienceMs: Ms = 5_000;

export type ElectronVerdict =
  | { readonly kind: 'present'; readonly binary: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** Where to look; `root` holds node_modules and .cache. */
export interface ElectronPlaces {
  readonly root: string;
  readonly say: (line: string) => void;
  /** Called to fetch the binary; resolves with why it failed, or undefined. */
  readonly install?: (folder: string) => Promise<string | undefined>;
}

/**
 * Finds Electron's binary without importing its package, which under plain Node starts a download.
 * When it is missing, Electron's own installer is tried once for each version; a failure is remembered.
 */
export async function findElectron({ root, say, install = runInstaller }: ElectronPlaces): Promise<ElectronVerdict> {
  const folder = join(root, 'node_modules', 'electron');
  const version = readVersion(folder);
  if (version === undefined) return { kind: 'absent', reason: 'Electron is not installed here.' };
  const found = presentElectron(root);
  if (found !== undefined) return { kind: 'present', binary: found };
  const memory = join(root, '.cache', 'electron-install.json');
  const remembered = readFailure(memory, version);
  if (remembered !== undefined) return { kind: 'absent', reason: remembered };

  say(`Electron ${version} has no binary yet; trying its own installer…`);
  const failure = await install(folder);
  const installed = presentElectron(root);
  if (installed !== undefined) return { kind: 'present', binary: installed };
  const reason = failure ?? 'its installer left no binary';
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(memory, `${JSON.stringify({ version, reason, atMs: Date.now() }, null, 2)}\n`);
  return { kind: 'absent', reason };
}

function readVersion(folder: string): string | undefined {
  return readString(join(folder, 'package.json'), 'version');
}

/** Electron's program when it is really there; an overriding folder is honoured as Electron does. Fetches nothing. */
export function presentElectron(root: string): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const named = readText(join(folder, 'path.txt'));
  if (named === undefined && override === undefined) return undefined;
  const binary = join(override ?? join(folder, 'dist'), named ?? 'electron');
  return existsSync(binary) ? binary : undefined;
}

function readFailure(memory: string, version: string): string | undefined {
  if (readString(memory, 'version') !== version) return undefined;
  return readString(memory, 'reason');
}

function readString(file: string, field: string): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function runInstaller(folder: string): Promise<string | undefined> {
  const watch = pathToFileURL(join(projectRoot, 'electron', 'host', 'launch', 'report-connection.ts')).href;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', watch, join(folder, 'install.js')], {
      // Its own error is a stack trace of ten lines; one line of ours says the same.
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`no server was reached within ${connectionPatienceMs / 1000} s`);
    }, connectionPatienceMs);
    child.on('message', () => clearTimeout(timer));
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : 'its download failed');
    });
  });
}
