import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The package's bin, as an operator's shell finds it. */
export const launcher = join(root, 'electron/cli/launcher.cjs');
export const helloAgent = join(root, 'test/fixtures/agents/hello');
export const complaints = join(root, 'test/fixtures/complaints-300.csv');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly ended: Promise<Ended>;
  /** Resolves once standard error has said this. */
  said(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts `lanekeeper` over a workspace. */
export function start(workspace: string, args: readonly string[], under: readonly string[] = []): RunningCommand {
  const [program = process.execPath, ...rest] = [...under, process.execPath, launcher, ...args];
  const child = spawn(program, [...rest, '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return {
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (pattern.test(stderr) && resolve());
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended before it said ${pattern}:\n${stderr}`)));
      }),
    signal: (signal) => void child.kill(signal),
  };
}

/** What a program runs under so that permissions of files bind it, as they bind everybody but root. */
export const bound: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** Runs `lanekeeper` to its end. */
export function lanekeeper(workspace: string, args: readonly string[]): Promise<Ended> {
  return start(workspace, args).ended;
}

/** Runs it with `--json`; standard output has to be exactly one JSON value. */
export async function json<T>(
  workspace: string,
  args: readonly string[],
): Promise<{ code: number | null; value: T; stderr: string }> {
  const { code, stdout, stderr } = await lanekeeper(workspace, [...args, '--json']);
  try {
    return { code, value: JSON.parse(stdout) as T, stderr };
  } catch {
    throw new Error(`Standard output of ${args.join(' ')} is not one JSON value (exit ${code}):\n${stdout}\n${stderr}`);
  }
}

export function freshWorkspace(): string {
  return join(mkdtempSync(join(tmpdir(), 'lanekeeper-cli-')), 'workspace');
}

/** A workspace with the profile `ada` and the agent `hello`. */
export async function preparedWorkspace(): Promise<string> {
  const workspace = freshWorkspace();
  for (const args of [
    ['people', 'add', 'ada', '--name', 'Ada', '--role', 'reviewer'],
    ['agents', 'add', helloAgent],
  ]) {
    const { code, stderr } = await lanekeeper(workspace, args);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`);
  }
  return workspace;
}

/** The runtime process that serves a workspace now. */
export function runtimePid(workspace: string): number {
  return (JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { pid: number }).pid;
}

/** Where a runtime other than that of `pid` serves the workspace; resolves once one does. */
export async function endpointOf(workspace: string, pid: number): Promise<{ pid: number; socketPath: string }> {
  const watcher = watch(workspace);
  try {
    for (;;) {
      const changed = once(watcher, 'change');
      const file = join(workspace, 'endpoint.json');
      const found = existsSync(file)
        ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number; socketPath: string })
        : undefined;
      if (found !== undefined && found.pid !== pid) return found;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

/** Keeps a runtime alive over a workspace, so that commands find one; call the result to end it. */
export async function keepRuntime(workspace: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(root, 'dist/runtime/process.js'), '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void ended.then(() => reject(new Error('The runtime ended while it started.')));
  });
  return () => {
    child.kill('SIGTERM');
    return ended;
  };
}

/** Approves all that waits of a run: one batch for each kind of action, what has to be read first printed before it. */
export async function approveInBatches(workspace: string, runId: string): Promise<void> {
  const batch = (verb: string) =>
    json<{ count: number; job?: { applied: number } }>(workspace, ['approvals', 'batch', verb, '--run', runId]);
  for (;;) {
    const { count } = (await batch('preview')).value;
    if (count === 0) return;
    const asked = await batch('approve');
    const { code, value, stderr } = asked.code === 3 ? await batch('approve') : asked;
    if (code !== 0 || value.job?.applied !== count) throw new Error(`Of ${count} not all were approved:\n${stderr}`);
  }
}
