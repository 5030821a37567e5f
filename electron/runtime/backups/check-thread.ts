import { parentPort, workerData } from 'node:worker_threads';
import { checkDatabase, type DatabaseVerdict } from '../store/check-database.ts';
import { hashFile } from './copy-file.ts';

/** Given to the thread as `workerData`: files that nothing has open. */
export interface CheckThreadData {
  readonly files: readonly { readonly path: string; readonly holds: 'workspace' | 'records' }[];
}

export type CheckedDatabase = DatabaseVerdict & { readonly bytes: number; readonly sha256: string };

/** A thread of its own, because reading every page of a large database takes seconds; it ends when it has answered. */
const parent = parentPort;
if (parent === null) throw new Error('checks run in a thread');
const data = workerData as CheckThreadData;
const checked: CheckedDatabase[] = [];
for (const { path, holds } of data.files) {
  const verdict = checkDatabase(path, holds);
  // Hashed when its connection is closed: no other one is open on this file, so no lock can be lost by it.
  checked.push({ ...verdict, ...(await hashFile(path)) });
}
parent.postMessage(checked);
