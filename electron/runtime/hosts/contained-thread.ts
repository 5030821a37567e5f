import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { HostLimits } from '../../../shared/domain/agent.ts';
import { entryUrl, hostReadable } from '../entries.ts';
import type { Clock } from '../ports.ts';
import { newNote, readNote } from './at-work.ts';
import { watchHost, type HostWatch } from './host-watch.ts';
import { hotFunction } from './hot-function.ts';
import type { HostAnswer, HostData, HostEnd, HostPorts, ToHostQuestion } from './protocol.ts';

/** What a host is started with, wherever its thread is. */
export interface HostStart extends Omit<HostData, 'note'> {
  readonly limits: HostLimits;
}

export interface ContainedThread {
  /** The other ends of the host's lines to the engine, to the kept files and to models. */
  readonly engine: MessagePort;
  readonly files: MessagePort;
  readonly models: MessagePort;
  ask(question: ToHostQuestion): void;
  /** Ends the thread, whatever it is doing. */
  end(reason: string): void;
}

export interface ThreadListeners {
  onAnswer(answer: HostAnswer): void;
  /** Its memory stays full: it should be given no more runs. */
  onFull(): void;
  onEnd(end: HostEnd): void;
}

/**
 * The thread agent code runs in: no environment, no rights but to read its release and the SDK, and limits of memory
 * and of patience, which are watched from here.
 */
export function startContainedThread(start: HostStart, clock: Clock, on: ThreadListeners): ContainedThread {
  const { limits, ...data } = start;
  const note = newNote();
  const worker = new Worker(entryUrl('agent-host'), {
    workerData: { ...data, note } satisfies HostData,
    env: {},
    name: 'agent-host',
    stderr: false,
    resourceLimits: {
      maxOldGenerationSizeMb: limits.heapMb,
      maxYoungGenerationSizeMb: limits.youngMb,
      stackSizeMb: limits.stackMb,
    },
    execArgv: [...containment(data.releaseFolder)],
  });
  const engine = new MessageChannel();
  const files = new MessageChannel();
  const models = new MessageChannel();
  const ports: HostPorts = { kind: 'ports', engine: engine.port1, files: files.port2, models: models.port2 };
  worker.postMessage(ports, [ports.engine, ports.files, ports.models]);
  let end: HostEnd | null = null;
  let watch: HostWatch | null = null;

  worker.on('message', (answer: HostAnswer) => {
    if (answer.kind === 'pong') return watch?.answered(answer.full);
    // Agent code is loaded before it is ready, and has its own limit of time.
    if (answer.kind === 'host-ready') watch = watched();
    return on.onAnswer(answer);
  });
  worker.on('error', (error: unknown) => {
    end ??= isOutOfMemory(error)
      ? { kind: 'heap', most: limits.heapMb, at: readNote(note) }
      : { kind: 'crashed', reason: error instanceof Error ? error.message : String(error), at: readNote(note) };
  });
  worker.once('exit', () => {
    watch?.close();
    on.onEnd(end ?? { kind: 'crashed', reason: 'it ended by itself', at: readNote(note) });
  });

  function watched(): HostWatch {
    return watchHost({
      clock,
      unresponsiveMs: limits.unresponsiveMs,
      ping: () => worker.postMessage({ kind: 'ping' } satisfies ToHostQuestion),
      onStuck: () => void endStuck(),
      onFull: on.onFull,
    });
  }

  async function endStuck(): Promise<void> {
    const at = readNote(note);
    const where = await hotFunction(worker);
    end ??= { kind: 'unresponsive', most: limits.unresponsiveMs, at, where };
    void worker.terminate();
  }

  return {
    engine: engine.port2,
    files: files.port1,
    models: models.port1,
    ask: (question) => worker.postMessage(question),
    end(reason) {
      end ??= { kind: 'told', reason };
      void worker.terminate();
    },
  };
}

/** Node's flags of whatever holds agent code. */
export function containment(releaseFolder: string): readonly string[] {
  return [
    '--permission',
    '--no-addons',
    '--no-experimental-sqlite',
    ...[...hostReadable(), releaseFolder].map((path) => `--allow-fs-read=${path}`),
  ];
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
