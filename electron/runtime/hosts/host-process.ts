import { systemClock } from '../system-ports.ts';
import { startContainedThread, type ContainedThread } from './contained-thread.ts';
import type { FromHostProcess, ToHostProcess } from './process-protocol.ts';

/**
 * An agent host in a process of its own: one contained thread, as in the runtime's process, and this, which passes its
 * messages on. It runs no agent code, so it hears that the runtime is gone whatever the thread is doing.
 */
let thread: ContainedThread | undefined;

// Not an orderly exit, which would wait for a thread that may be stuck.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToHostProcess) => {
  switch (message.to) {
    case 'start':
      thread = startContainedThread(message.start, systemClock, {
        onAnswer: (answer) => tell({ from: 'host', answer }),
        onFull: () => tell({ from: 'full' }),
        onEnd: (end) => tell({ from: 'end', end }),
      });
      thread.engine.on('message', (passed: unknown) => tell({ from: 'engine-port', message: passed }));
      thread.files.on('message', (passed: unknown) => tell({ from: 'files-port', message: passed }));
      return;
    case 'host':
      return thread?.ask(message.question);
    case 'engine-port':
      return thread?.engine.postMessage(message.message);
    case 'files-port':
      return thread?.files.postMessage(message.message);
    case 'ping':
      return tell({ from: 'pong' });
  }
});

/** Nobody is left to hear it once the runtime is gone. */
function tell(message: FromHostProcess): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
