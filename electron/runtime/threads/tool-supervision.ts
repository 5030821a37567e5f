import { MessageChannel, Worker } from 'node:worker_threads';
import { crashAtAgain } from '../faults/crash-point.ts';
import { entryUrl } from '../entries.ts';
import type { ToolThreadData } from '../tools/protocol.ts';
import type { EngineLine } from './engine-line.ts';
import type { Places } from './places.ts';

/** The tool thread is started again after a crash, but not more often than this. */
const restartAfterMs = 500;
const closeLimitMs = 5_000;

export interface ToolSupervision {
  /** Starts the tool thread, where there is none. */
  start(): void;
  /** Ends it: the next action starts another. */
  spare(): void;
  close(): Promise<void>;
}

/** Keeps the one tool thread running and joined to the engine, from an action on until none comes for a while. */
export function openTools(places: Places, engine: EngineLine, crashAt: string | undefined): ToolSupervision {
  const { outboxFolder, recordsDb, artifactFolder } = places;
  let closing = false;
  let worker: Worker | null = null;

  function startWorker(crash: string | undefined): Worker {
    const data: ToolThreadData = {
      places: { outboxFolder, recordsDb, artifactFolder },
      ...(crash === undefined ? {} : { crashAt: crash }),
    };
    const started = new Worker(entryUrl('tool-thread'), {
      workerData: data,
      name: 'tools',
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    const line = new MessageChannel();
    started.postMessage({ kind: 'port', port: line.port1 }, [line.port1]);
    engine.tell({ kind: 'tools-up', port: line.port2 }, [line.port2]);
    started.on('error', () => {});
    started.once('exit', () => {
      // Told to end, it owed nobody an answer.
      if (closing || worker !== started) return;
      engine.tell({ kind: 'tools-gone' });
      setTimeout(() => {
        if (!closing && worker === started) worker = startWorker(crashAtAgain(crashAt));
      }, restartAfterMs);
    });
    return started;
  }

  return {
    start() {
      if (!closing) worker ??= startWorker(crashAt);
    },
    spare() {
      if (closing) return;
      worker?.postMessage({ kind: 'close', seq: 0 });
      worker = null;
    },
    async close() {
      closing = true;
      const last = worker;
      if (last === null) return;
      const ended = new Promise((resolve) => last.once('exit', resolve));
      last.postMessage({ kind: 'close', seq: 0 });
      const late = setTimeout(() => void last.terminate(), closeLimitMs);
      await ended;
      clearTimeout(late);
    },
  };
}
