import { Worker } from 'node:worker_threads';
import { entryUrl } from '../entries.ts';
import type { CheckedDatabase, CheckThreadData } from './check-thread.ts';

/** Checks database files that nothing has open, in a thread of their own; the same order as asked. */
export function checkDatabases(files: CheckThreadData['files']): Promise<readonly CheckedDatabase[]> {
  const worker = new Worker(entryUrl('check-thread'), {
    workerData: { files } satisfies CheckThreadData,
    name: 'check',
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the check ended before it answered')));
  });
}
