import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toWireError, type WireError } from '../../shared/errors.ts';
import { surviveClosedOutput } from './closed-output.ts';
import { armCrashAt } from './faults/crash-point.ts';
import { stagingIn } from './backups/staging.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { diskFull, isFullDisk } from './store/full-disk.ts';
import { takeOwnership, type Ownership } from './store/ownership.ts';
import { refuseUnsafePlace } from './store/workspace-place.ts';
import { stderrLogger } from './system-ports.ts';
import { listenSocket } from './transports/socket-server.ts';
import { parentLine } from './transports/parent-line.ts';
import { workspaceFolder } from './workspace-folder.ts';

/** The runtime process: owns one workspace, serves it on a private socket, and ends with its parent. */
const { values } = parseArgs({ options: { workspace: { type: 'string' } } });
const workspace = workspaceFolder(values.workspace);
const parent = parentLine();

surviveClosedOutput();
process.on('unhandledRejection', (reason) => fatal(reason));
process.on('uncaughtException', (error) => fatal(error));
process.on('SIGINT', () => {});

await main().catch((thrown: unknown) => refused(toWireError(isFullDisk(thrown) ? diskFull(thrown) : thrown)));

async function main(): Promise<void> {
  refuseUnsafePlace(workspace);
  await mkdir(workspace, { recursive: true, mode: 0o700 });
  const socketPath = socketOf(workspace);
  const ownership = takeOwnership(workspace);
  if (ownership === null) {
    parent.tell({ kind: 'owned-elsewhere', socketPath: await ownerSocket(socketPath) });
    process.exit(0);
  }
  if (existsSync(stagingIn(workspace))) await (await import('./backups/restore-plan.ts')).finishRestore(workspace);
  armCrashAt(process.env['CRASH_AT']);
  const crashAt = process.env['CRASH_AT'];
  await mkdir(join(workspace, 'empty'), { recursive: true, mode: 0o700 });
  process.chdir(join(workspace, 'empty'));
  // The schemas of every method are loaded while the engine is.
  const session = import('./transports/session.ts');
  const runtime = await createRuntime({
    workspace,
    version: version(),
    agentFolders: builtInAgents(),
    log: stderrLogger,
    onFatal: fatal,
    onRefused: refused,
    ...(crashAt === undefined ? {} : { crashAt }),
  });
  const { sessionsOf } = await session;
  const server = await listenSocket(socketPath, sessionsOf(runtime, 'command-line'));
  await writeEndpoint(socketPath);
  const stop = closer(runtime, () => server.close(), ownership);
  process.on('SIGTERM', stop);
  parent.onShutdown(stop);
  parent.onPort(sessionsOf(runtime, 'window'));
  parent.onClockChanged(runtime.clockChanged);
  parent.tell({ kind: 'ready', socketPath, workspace, pid: process.pid });
}

/** Clean end: nothing is asked to hurry, because a kill at any moment is as safe. */
function closer(runtime: Runtime, closeServer: () => Promise<void>, ownership: Ownership): () => void {
  let closing = false;
  return () => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), 8_000).unref();
    void closeServer()
      .then(() => runtime.close())
      .then(() => {
        ownership.release();
        process.exit(0);
      });
  };
}

/** Socket paths are short everywhere: at most 104 bytes on some systems. */
function socketOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\lanekeeper-${name}`;
  const inside = join(folder, 'runtime.sock');
  return Buffer.byteLength(inside) <= 100
    ? inside
    : join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `lanekeeper-${name}.sock`);
}

/** Only a hint: the owner is whoever holds the lock, and what it said last stays where the disk is full. */
async function writeEndpoint(socketPath: string): Promise<void> {
  const file = join(workspace, 'endpoint.json');
  try {
    await writeFile(`${file}.tmp`, JSON.stringify({ socketPath, pid: process.pid }), { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  } catch (error) {
    if (!isFullDisk(error)) throw error;
    await rm(`${file}.tmp`, { force: true });
  }
}

/** The endpoint file counts only where the folder's own socket is not there: in a copied folder it names another's. */
async function ownerSocket(fallback: string): Promise<string> {
  if (existsSync(fallback)) return fallback;
  try {
    const { socketPath } = JSON.parse(await readFile(join(workspace, 'endpoint.json'), 'utf8')) as {
      socketPath?: unknown;
    };
    return typeof socketPath === 'string' ? socketPath : fallback;
  } catch {
    return fallback;
  }
}

/** The built agents beside the built runtime; from source, those in `dist`. */
function builtInAgents(): string[] {
  const isBuilt = !import.meta.url.endsWith('.ts');
  const folder = fileURLToPath(new URL(isBuilt ? '../agents' : '../../dist/agents', import.meta.url));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((id) => join(folder, id))
    .filter((path) => existsSync(join(path, 'manifest.json')));
}

function version(): string {
  const file = fileURLToPath(new URL('../../package.json', import.meta.url));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '0.0.0';
}

function refused(error: WireError): void {
  parent.tell({ kind: 'failed', ...error });
  process.exit(1);
}

function fatal(reason: unknown): void {
  stderrLogger.error('the runtime cannot go on', {
    reason: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
  });
  process.exit(70);
}
