import { MessageChannel } from 'node:worker_threads';
import type { Clock } from '../ports.ts';
import type { ContainedThread, HostStart, ThreadListeners } from './contained-thread.ts';
import { openHostLine } from './host-line.ts';
import { watchHost, type HostWatch } from './host-watch.ts';
import type { FromHostProcess } from './process-protocol.ts';
import type { HostEnd } from './protocol.ts';

/**
 * A contained thread in a process of its own, which has the same flags and may besides start that one thread. What
 * brings a whole process down, brings down this one alone.
 */
export function startContainedProcess(start: HostStart, clock: Clock, on: ThreadListeners): ContainedThread {
  const engine = new MessageChannel();
  const files = new MessageChannel();
  const models = new MessageChannel();
  let end: HostEnd | null = null;
  let watch: HostWatch | null = null;

  const line = openHostLine(start.releaseFolder, { onMessage: hear, onGone: over });
  engine.port1.on('message', (message: unknown) => line.tell({ to: 'engine-port', message }));
  files.port1.on('message', (message: unknown) => line.tell({ to: 'files-port', message }));
  models.port1.on('message', (message: unknown) => line.tell({ to: 'models-port', message }));
  line.tell({ to: 'start', start });

  function hear(message: FromHostProcess): void {
    switch (message.from) {
      case 'host':
        if (message.answer.kind === 'host-ready') watch = watched();
        return on.onAnswer(message.answer);
      case 'engine-port':
        return engine.port1.postMessage(message.message);
      case 'files-port':
        return files.port1.postMessage(message.message);
      case 'models-port':
        return models.port1.postMessage(message.message);
      case 'full':
        return on.onFull();
      case 'pong':
        return watch?.answered(0);
      case 'end':
        end ??= message.end;
        return line.kill();
    }
  }

  /** The thread is watched in its process; this is for a process that stands still as a whole. */
  function watched(): HostWatch {
    const { unresponsiveMs } = start.limits;
    return watchHost({
      clock,
      unresponsiveMs: unresponsiveMs * 2,
      ping: () => line.tell({ to: 'ping' }),
      onStuck() {
        end ??= { kind: 'unresponsive', most: unresponsiveMs * 2, at: null, where: null };
        line.kill();
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
    models.port1.close();
    on.onEnd(end ?? { kind: 'crashed', reason, at: null });
  }

  return {
    engine: engine.port2,
    files: files.port2,
    models: models.port2,
    ask: (question) => line.tell({ to: 'host', question }),
    end(reason) {
      end ??= { kind: 'told', reason };
      line.kill();
    },
  };
}
