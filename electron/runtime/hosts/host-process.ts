import { systemClock } from '../system-ports.ts';
import { startContainedThread, type ContainedThread } from './contained-thread.ts';
import type { HostPort } from './host-line.ts';
import type { FromHostProcess, ToHostProcess } from './process-protocol.ts';

/**
 * An agent host in a process of its own: one contained thread, as in the runtime's process, and this, which passes its
 * messages on. It runs no agent code, so it hears that the runtime is gone whatever the thread is doing.
 */
let thread: ContainedThread | undefined;
let tell: (message: FromHostProcess) => void = () => {};

const utility = (process as { parentPort?: HostParent }).parentPort;
if (utility === undefined) {
  process.on('disconnect', endAtOnce);
  process.on('message', hear);
  // Nobody is left to hear it once the runtime is gone.
  tell = (message) => void (process.connected && process.send?.(message, undefined, undefined, () => {}));
} else {
  // Under Electron main forked it, and gives it a port to its runtime.
  utility.on('message', ({ ports: [port] }) => {
    if (port === undefined) return;
    tell = (message) => port.postMessage(message);
    port.on('close', endAtOnce);
    port.on('message', ({ data }) => hear(data as ToHostProcess));
    port.start();
  });
}

/** What of Electron's utility process is used. */
interface HostParent {
  on(event: 'message', listener: (message: { ports: readonly (HostPort | undefined)[] }) => void): void;
}

/** Not an orderly exit, which would wait for a thread that may be stuck. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

function hear(message: ToHostProcess): void {
  switch (message.to) {
    case 'start':
      thread = startContainedThread(message.start, systemClock, {
        onAnswer: (answer) => tell({ from: 'host', answer }),
        onFull: () => tell({ from: 'full' }),
        onEnd: (end) => tell({ from: 'end', end }),
      });
      thread.engine.on('message', (passed: unknown) => tell({ from: 'engine-port', message: passed }));
      thread.files.on('message', (passed: unknown) => tell({ from: 'files-port', message: passed }));
      thread.models.on('message', (passed: unknown) => tell({ from: 'models-port', message: passed }));
      return;
    case 'host':
      return thread?.ask(message.question);
    case 'engine-port':
      return thread?.engine.postMessage(message.message);
    case 'files-port':
      return thread?.files.postMessage(message.message);
    case 'models-port':
      return thread?.models.postMessage(message.message);
    case 'ping':
      return tell({ from: 'pong' });
  }
}
