import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LanekeeperError } from '../../../shared/errors.ts';
import { projectRoot } from '../project-root.ts';
import { withBuildLock } from './build-lock.ts';
import { fingerprint } from './fingerprint.ts';
import type { Part } from './fingerprint.ts';

const cache = join(projectRoot, '.cache');
const stampOf = (part: Part): string => join(projectRoot, 'dist', `.built-from-${part}`);

/** Parts whose sources changed since they were built. Reads file times only. */
export function staleParts(parts: readonly Part[]): Part[] {
  return parts.filter((part) => {
    const now = fingerprint(projectRoot, part);
    return now !== undefined && readStamp(part) !== now;
  });
}

/** Builds what is stale, once, however many processes ask at the same time; says which parts were built. */
export async function buildIfStale(parts: readonly Part[], say: (line: string) => void = () => {}): Promise<Part[]> {
  if (staleParts(parts).length === 0) return [];
  return withBuildLock(join(cache, 'build.lock'), async () => {
    const stale = staleParts(parts);
    for (const part of stale) {
      const startedAtMs = performance.now();
      const builtFrom = fingerprint(projectRoot, part) ?? '';
      await buildPart(part);
      writeFileSync(stampOf(part), builtFrom);
      say(
        `Built ${part === 'code' ? 'the programs' : 'the console'} in ${Math.round(performance.now() - startedAtMs)} ms.`,
      );
    }
    return stale;
  });
}

/** Builds into a folder of its own and then moves each changed file into place: a running product keeps its files. */
async function buildPart(part: Part): Promise<void> {
  const target = join(cache, `build-${process.pid}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  try {
    if (part === 'code') {
      await buildCode(target);
      for (const folder of ['main', 'host', 'cli', 'verify', 'runtime', 'preload', 'agents']) settle(target, folder);
    } else if (existsSync(join(projectRoot, 'renderer', 'index.html'))) {
      await runVite(join(target, 'renderer'));
      settle(target, 'renderer');
    }
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

async function buildCode(target: string): Promise<void> {
  const { rolldown } = await import('rolldown');
  const config = (await import(pathToFileURL(join(projectRoot, 'rolldown.config.ts')).href)) as {
    buildTargets: (dist: string) => { output?: object }[];
  };
  for (const { output, ...input } of config.buildTargets(target)) {
    const bundle = await rolldown({ ...input, logLevel: 'warn' });
    await bundle.write(output);
    await bundle.close();
  }
}

function runVite(outDir: string): Promise<void> {
  const bin = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [bin, 'build', 'renderer', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  return new Promise((resolve, reject) => {
    // Whatever the shell, or a test run, has set: with React made for development every frame takes several times longer.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new LanekeeperError('internal', 'The console could not be built; what was built before is untouched.', {
            hint: 'The message above names the file.',
          }),
        );
    });
  });
}

function settle(target: string, folder: string): void {
  const from = join(target, folder);
  const to = join(projectRoot, 'dist', folder);
  const fresh = new Set(filesIn(from));
  for (const file of fresh) {
    const place = join(to, file);
    if (existsSync(place) && readFileSync(place).equals(readFileSync(join(from, file)))) continue;
    mkdirSync(dirname(place), { recursive: true });
    renameSync(join(from, file), place);
  }
  for (const file of filesIn(to)) if (!fresh.has(file)) rmSync(join(to, file));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function readStamp(part: Part): string | undefined {
  try {
    return readFileSync(stampOf(part), 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  // As a program: build everything that is stale. `npm run build` ends here.
  const built = await buildIfStale(['code', 'renderer'], console.log);
  if (built.length === 0) console.log('Nothing to build: dist/ is newer than its sources.');
}
