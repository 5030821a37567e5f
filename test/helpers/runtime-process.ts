import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import type { RuntimeClient } from '../../electron/runtime/transports/runtime-client.ts';
import { callerOf, type RuntimeCaller } from './runtime-caller.ts';

const root = join(import.meta.dirname, '../..');

export interface Told {
  readonly kind: string;
  readonly socketPath?: string;
  readonly message?: string;
}

/** The runtime as a process of its own, spoken to over its socket. */
export interface RuntimeProcess extends RuntimeCaller {
  readonly workspace: string;
  readonly socketPath: string;
  readonly pid: number;
  readonly child: ChildProcess;
  readonly client: RuntimeClient;
  /** As the shell tells it when the computer wakes up. */
  clockChanged(): void;
  /** Everything it has written to standard error so far. */
  log(): string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended, by whatever hand. */
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

export interface RuntimeStart {
  readonly workspace?: string;
  /** `name:n`: the process kills itself at the nth pass of a crash point. */
  readonly crashAt?: string;
  /** Flags for Node, inherited by its threads. */
  readonly execArgv?: readonly string[];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A program of the tests that serves a workspace as the product does. */
  readonly program?: string;
}

const alive = new Set<ChildProcess>();

/** Ends every runtime this file of tests has started and not ended. */
export async function endRuntimes(): Promise<void> {
  await Promise.all(
    Array.from(alive, async (child) => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }),
  );
}

export function freshWorkspace(): string {
  return mkdtempSync(join(tmpdir(), 'lanekeeper-runtime-'));
}

/** Forks a runtime; resolves with the process and the first thing it tells its parent. */
export async function forkRuntime(start: RuntimeStart = {}): Promise<{
  readonly child: ChildProcess;
  readonly workspace: string;
  readonly told: Told;
  readonly log: () => string;
}> {
  const workspace = start.workspace ?? freshWorkspace();
  const { CRASH_AT: _armed, ...inherited } = process.env;
  const env = { ...inherited, ...start.env };
  const child = fork(start.program ?? join(root, 'dist/runtime/process.js'), ['--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...(start.execArgv ?? [])],
    env: start.crashAt === undefined ? env : { ...env, CRASH_AT: start.crashAt },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  let printed = '';
  child.stdout?.on('data', (piece: Buffer) => (printed += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (printed += piece.toString()));
  const told = await new Promise<Told>((resolve, reject) => {
    child.once('message', (message: Told) => resolve(message));
    child.once('exit', (code, signal) =>
      reject(new Error(`The runtime ended (${code ?? signal}) before it said anything:\n${printed}`)),
    );
  });
  return { child, workspace, told, log: () => printed };
}

/** Starts a runtime and connects to it. */
export async function startRuntime(start: RuntimeStart = {}): Promise<RuntimeProcess> {
  const { child, workspace, told, log } = await forkRuntime(start);
  if (told.kind !== 'ready' || told.socketPath === undefined)
    throw new Error(`The runtime is not ready: ${JSON.stringify(told)}\n${log()}`);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const client = await connectSocket(told.socketPath);
  return {
    workspace,
    socketPath: told.socketPath,
    pid: child.pid ?? 0,
    child,
    client,
    ...callerOf(client),
    clockChanged: () => void child.send({ kind: 'clock-changed' }),
    log,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
    async stop() {
      if (child.connected) child.send({ kind: 'shutdown' });
      return ended;
    },
  };
}

/** A copy of a fixture agent, which a test may change. */
export function agentFolder(id: 'scripted' | 'hostile'): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'lanekeeper-agent-')), id);
  cpSync(join(root, 'test/fixtures/agents', id), folder, { recursive: true });
  return folder;
}

export function scriptedWith(manifest: Readonly<Record<string, unknown>>): string {
  return agentWith('scripted', manifest);
}

/** A fixture agent with other words in its manifest. */
export function agentWith(id: 'scripted' | 'hostile', manifest: Readonly<Record<string, unknown>>): string {
  const folder = agentFolder(id);
  const file = join(folder, 'manifest.json');
  const written = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...written, ...manifest }));
  return folder;
}

export function editFile(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
}

/** A runtime with Ada and Ben, and the scripted agent. */
export async function startFurnished(start: RuntimeStart = {}): Promise<RuntimeProcess> {
  const runtime = await startRuntime(start);
  await runtime.call('person.create', { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' }, { as: 'ada' });
  await runtime.call('person.create', { personId: 'ben', printedName: 'Ben K.', role: 'reviewer' });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  return runtime;
}

export function outbox(workspace: string): string[] {
  return readdirSync(join(workspace, 'outbox')).filter((name) => name.endsWith('.eml'));
}
