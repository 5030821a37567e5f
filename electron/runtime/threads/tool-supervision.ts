import { MessageChannel, Worker } from 'node:worker_threads';
import { crashAtAgain } from '../faults/crash-point.ts';
import { entryUrl } from '../entries.ts';
import type { ToolThreadData } from '../tools/protocol.ts';
import type { EngineLine } from './engine-line.ts';
import type { Places } from './places.ts';

/** The tool thread is started again after a crash, but not more often than this. */
const restartAfterMs = 500;
const closeLimitMs = 5_000;

/** Keeps the one tool thread running and joined to the engine. */
export function openTools(places: Places, engine: EngineLine, crashAt: string | undefined): { close(): Promise<void> } {
  const { outboxFolder, recordsDb, artifactFolder } = places;
  let closing = false;
  let worker = start(crashAt);

  function start(crash: string | undefined): Worker {
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
      if (closing) return;
      engine.tell({ kind: 'tools-gone' });
      setTimeout(() => {
        if (!closing) worker = start(crashAtAgain(crashAt));
      }, restartAfterMs);
    });
    return started;
  }

  return {
    async close() {
      closing = true;
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage({ kind: 'close', seq: 0 });
      const late = setTimeout(() => void worker.terminate(), closeLimitMs);
      await ended;
      clearTimeout(late);
    },
  };
}
