import { createHash, randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { manifestSchema, type Manifest } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';

const mostFiles = 2_000;
const mostBytes = 64 * 1024 * 1024;
/** Folders that are never part of an agent. */
const skipped = new Set(['node_modules', '.git']);

/** An agent's folder as it stands: its manifest, and the hash that names its release. */
export interface AgentFolder {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly releaseHash: string;
  readonly bytes: number;
}

/** Reads a folder with a manifest and a module. The release hash is SHA-256 over (path, SHA-256) of its files, sorted by path. */
export async function readAgentFolder(folder: string): Promise<AgentFolder> {
  const manifest = await readManifest(folder);
  const files = await filesOf(folder);
  const digest = createHash('sha256');
  let bytes = 0;
  for (const path of files) {
    const content = await readFile(path);
    bytes += content.length;
    if (bytes > mostBytes)
      throw new LanekeeperError('too-large', `The agent folder holds more than ${mostBytes / 1024 / 1024} MiB.`, {
        hint: 'Keep data and dependencies out of it; bundle what it imports.',
      });
    digest.update(
      `${relative(folder, path).split(sep).join('/')}\0${createHash('sha256').update(content).digest('hex')}\n`,
    );
  }
  await stat(join(folder, manifest.module)).catch(() => {
    throw new LanekeeperError(
      'invalid-input',
      `manifest.json names the module ${manifest.module}, which is not in ${folder}.`,
    );
  });
  return { folder, manifest, releaseHash: digest.digest('hex'), bytes };
}

/** Copies a release into the workspace, where its runs replay on it for as long as they live. */
export async function keepRelease(agent: AgentFolder, releasesFolder: string): Promise<string> {
  const target = join(releasesFolder, agent.releaseHash);
  if (await isFolder(target)) return target;
  const temp = join(releasesFolder, `.${randomUUID()}.tmp`);
  await mkdir(releasesFolder, { recursive: true });
  try {
    await cp(agent.folder, temp, {
      recursive: true,
      dereference: false,
      filter: (source) => !skipped.has(source.split(sep).at(-1) ?? ''),
    });
    await syncAll(temp);
    await rename(temp, target);
  } catch (cause) {
    await rm(temp, { recursive: true, force: true });
    if (await isFolder(target)) return target;
    throw new LanekeeperError('internal', `The release could not be kept in the workspace: ${String(cause)}`, {
      cause,
    });
  }
  const kept = await readAgentFolder(target);
  if (kept.releaseHash !== agent.releaseHash) {
    await rm(target, { recursive: true, force: true });
    throw new LanekeeperError('refused', 'The agent folder changed while it was copied; nothing was added.', {
      hint: 'Add it again once it is settled.',
    });
  }
  return target;
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((cause: unknown) => {
    throw new LanekeeperError('invalid-input', `${folder} is not an agent: it has no readable manifest.json.`, {
      hint: 'An agent is a folder with manifest.json and a module; see the README.',
      cause,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LanekeeperError(
      'invalid-input',
      `manifest.json is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new LanekeeperError(
      'invalid-input',
      `manifest.json: ${first?.path.join('.') || 'it'} ${first?.message ?? 'is not valid'}.`,
    );
  }
  return parsed.data;
}

async function filesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (place: string): Promise<void> => {
    for (const name of (await readdir(place)).toSorted()) {
      if (skipped.has(name)) continue;
      const path = join(place, name);
      const facts = await lstat(path);
      if (facts.isSymbolicLink())
        throw new LanekeeperError(
          'invalid-input',
          `${relative(folder, path)} is a symbolic link; an agent's folder holds its own files.`,
        );
      if (facts.isDirectory()) await visit(path);
      else if (facts.isFile()) found.push(path);
      if (found.length > mostFiles)
        throw new LanekeeperError('too-large', `The agent folder holds more than ${mostFiles} files.`);
    }
  };
  await visit(folder);
  return found.toSorted((one, other) => (relative(folder, one) < relative(folder, other) ? -1 : 1));
}

async function syncAll(folder: string): Promise<void> {
  for (const path of await filesOf(folder)) {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
