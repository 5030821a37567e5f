import { fork, type ChildProcess } from 'node:child_process';
import { runtimeEnvironment } from '../../runtime/supervision/forked-runtime.ts';
import { readReport, type RuntimeReport } from '../../runtime/supervision/parent-protocol.ts';
import { connectSocket } from '../../runtime/transports/socket-client.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';

/** How a runtime under test is started. */
export interface RuntimeStart {
  /** The built runtime. */
  readonly script: string;
  readonly workspace: string;
  /** `name:n`: it kills itself at the nth pass of a crash point. */
  readonly crashAt?: string;
  /** Node's own flags, inherited by its threads. */
  readonly flags?: readonly string[];
}

/** The product's own runtime as a process that may be killed at any moment. */
export interface RuntimeProcess {
  /** Null when it ended before it was ready. */
  readonly ready: Promise<RuntimeClient | null>;
  /** Where it listens, once it is ready. */
  socketPath(): string;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
  /** Its last words, for a report. */
  log(): string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end in order; 0 when it did. */
  stop(): Promise<number | null>;
}

const keptLog = 8_000;

export function startRuntime(start: RuntimeStart): RuntimeProcess {
  const { CRASH_AT: _inherited, ...env } = runtimeEnvironment(process.env);
  const child = fork(start.script, ['--workspace', start.workspace], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...(start.flags ?? [])],
    env: start.crashAt === undefined ? env : { ...env, CRASH_AT: start.crashAt },
  });
  let log = '';
  let socketPath = '';
  child.stderr?.on('data', (piece: Buffer) => {
    log = (log + piece.toString()).slice(-keptLog);
  });
  const life = { ended: false };
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      life.ended = true;
      resolve(code);
    });
  });
  // A message to a process that has just died: its end is told by `exit`.
  child.on('error', () => undefined);
  return {
    ready: connected(child, ended, (report) => {
      if (report.kind === 'failed') log += report.message;
      if (report.kind === 'ready') socketPath = report.socketPath;
    }),
    socketPath: () => socketPath,
    ended,
    hasEnded: () => life.ended,
    log: () => log,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (child.connected) child.send({ kind: 'shutdown' });
      return ended;
    },
  };
}

async function connected(
  child: ChildProcess,
  ended: Promise<number | null>,
  onReport: (report: RuntimeReport) => void,
): Promise<RuntimeClient | null> {
  const socketPath = await Promise.race([
    new Promise<string | null>((resolve) => {
      child.on('message', (message) => {
        const report = readReport(message);
        if (report === undefined) return;
        onReport(report);
        resolve(report.kind === 'ready' ? report.socketPath : null);
      });
    }),
    ended.then(() => null),
  ]);
  if (socketPath === null) return null;
  return connectSocket(socketPath).catch(() => null);
}
