import { Worker, type MessagePort } from 'node:worker_threads';
import { entryUrl } from '../entries.ts';
import type { MaintenanceThreadData, ToMaintenance } from '../store/maintenance-thread.ts';

/** A checkpoint comes this long after the first commit since the last one: an idle console makes none. */
const checkpointAfterMs = 1_000;

export interface MaintenanceLine {
  /** A commit happened. */
  wrote(): void;
  connectFiles(port: MessagePort): void;
  close(): Promise<void>;
}

export function openMaintenanceLine(data: MaintenanceThreadData): MaintenanceLine {
  const worker = new Worker(entryUrl('maintenance-thread'), {
    workerData: data,
    name: 'maintenance',
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  let armed: NodeJS.Timeout | null = null;
  const tell = (message: ToMaintenance, transfer: readonly MessagePort[] = []): void =>
    worker.postMessage(message, [...transfer]);
  return {
    wrote() {
      armed ??= setTimeout(() => {
        armed = null;
        tell({ kind: 'checkpoint' });
      }, checkpointAfterMs);
    },
    connectFiles: (port) => tell({ kind: 'files', port }, [port]),
    async close() {
      if (armed !== null) clearTimeout(armed);
      const closed = new Promise((resolve) => worker.once('exit', resolve));
      tell({ kind: 'close' });
      await closed;
    },
  };
}
