import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { entryUrl } from '../entries.ts';
import type { Clock } from '../ports.ts';
import { containment, type ContainedThread, type HostStart, type ThreadListeners } from './contained-thread.ts';
import { watchHost, type HostWatch } from './host-watch.ts';
import type { FromHostProcess, ToHostProcess } from './process-protocol.ts';
import type { HostEnd } from './protocol.ts';

/** Electron's binary starts no plain Node program. */
export const canHoldProcesses = process.versions['electron'] === undefined;

/** What the process around the thread needs of its own; it holds a megabyte of a file at a time. */
const ownHeapMb = 64;

/**
 * A contained thread in a process of its own, which has the same flags and may besides start that one thread. What
 * brings a whole process down, brings down this one alone.
 */
export function startContainedProcess(start: HostStart, clock: Clock, on: ThreadListeners): ContainedThread {
  const engine = new MessageChannel();
  const files = new MessageChannel();
  const child = fork(fileURLToPath(entryUrl('host-process')), {
    env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {},
    execArgv: [...containment(start.releaseFolder), '--allow-worker', `--max-old-space-size=${ownHeapMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Pieces of files pass as bytes.
    serialization: 'advanced',
  });
  let end: HostEnd | null = null;
  let watch: HostWatch | null = null;

  child.on('message', (message: FromHostProcess) => {
    switch (message.from) {
      case 'host':
        if (message.answer.kind === 'host-ready') watch = watched();
        return on.onAnswer(message.answer);
      case 'engine-port':
        return engine.port1.postMessage(message.message);
      case 'files-port':
        return files.port1.postMessage(message.message);
      case 'full':
        return on.onFull();
      case 'pong':
        return watch?.answered(0);
      case 'end':
        end ??= message.end;
        return void child.kill('SIGKILL');
    }
  });
  engine.port1.on('message', (message: unknown) => tell({ to: 'engine-port', message }));
  files.port1.on('message', (message: unknown) => tell({ to: 'files-port', message }));
  child.once('error', (error) => over(`it could not be started: ${error.message}`));
  child.once('exit', (code, signal) => over(`its process ended with ${signal ?? `code ${code}`}`));
  tell({ to: 'start', start });

  function tell(message: ToHostProcess): void {
    if (child.connected) child.send(message, () => {});
  }

  /** The thread is watched in its process; this is for a process that stands still as a whole. */
  function watched(): HostWatch {
    const { unresponsiveMs } = start.limits;
    return watchHost({
      clock,
      unresponsiveMs: unresponsiveMs * 2,
      ping: () => tell({ to: 'ping' }),
      onStuck() {
        end ??= { kind: 'unresponsive', most: unresponsiveMs * 2, at: null, where: null };
        child.kill('SIGKILL');
      },
      onFull() {},
    });
  }

  let isOver = false;
  function over(reason: string): void {
    if (isOver) return;
    isOver = true;
    watch?.close();
    engine.port1.close();
    files.port1.close();
    on.onEnd(end ?? { kind: 'crashed', reason, at: null });
  }

  return {
    engine: engine.port2,
    files: files.port2,
    ask: (question) => tell({ to: 'host', question }),
    end(reason) {
      end ??= { kind: 'told', reason };
      child.kill('SIGKILL');
    },
  };
}
