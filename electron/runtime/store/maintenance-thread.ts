import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { toWireError, type WireError } from '../../../shared/errors.ts';
import { keepBytes, readBytes } from '../artifacts/blob-files.ts';
import { makeBackup, type BackupRequest } from '../backups/make-backup.ts';
import { armCrashAt } from '../faults/crash-point.ts';
import type { FileReply, FileRequest } from '../hosts/protocol.ts';
import { openMaintenance } from './open.ts';

export interface MaintenanceThreadData {
  readonly database: string;
  readonly artifactFolder: string;
  readonly crashAt?: string;
}

export type ToMaintenance =
  | { readonly kind: 'files'; readonly port: MessagePort }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'backup'; readonly request: BackupRequest }
  | { readonly kind: 'close' };

export type FromMaintenance =
  | { readonly kind: 'backup-progress'; readonly progress: BackupProgress }
  | { readonly kind: 'backup-done'; readonly backup: BackupSummary }
  | { readonly kind: 'backup-failed'; readonly error: WireError }
  | { readonly kind: 'closed' };

/** A checkpoint of fewer pages than this would only cost flushes: 4 MiB. */
const checkpointFromPages = 1024;

/** The maintenance thread: WAL checkpoints and backups away from the writer, and the files that agents read and keep. */
const parent = parentPort;
if (parent === null) throw new Error('maintenance runs in a thread');
const data = workerData as MaintenanceThreadData;
armCrashAt(data.crashAt);
const send = (message: FromMaintenance): void => parent.postMessage(message);
let isClosing = false;
const db = openMaintenance(data.database);

parent.on('message', (message: ToMaintenance) => {
  switch (message.kind) {
    case 'files':
      message.port.on('message', (request: FileRequest) => {
        void answer(request).then((reply) => message.port.postMessage(reply));
      });
      return;
    case 'checkpoint':
      return checkpoint();
    case 'backup':
      return void backup(message.request);
    case 'close':
      isClosing = true;
      db.close();
      send({ kind: 'closed' });
      parent.close();
  }
});

function checkpoint(): void {
  if (pagesToCopy() >= checkpointFromPages) db.pragma('wal_checkpoint(PASSIVE)');
}

/** What is not finished when the runtime closes is given up: its files are never taken for a backup. */
async function backup(request: BackupRequest): Promise<void> {
  try {
    const progress = (now: BackupProgress): void => send({ kind: 'backup-progress', progress: now });
    send({ kind: 'backup-done', backup: await makeBackup(request, { progress, isOver: () => isClosing }) });
  } catch (thrown) {
    send({ kind: 'backup-failed', error: toWireError(thrown) });
  }
}

/** Pages in the log that are not in the database yet. The log's size says nothing: it is overwritten, never cut. */
function pagesToCopy(): number {
  const [state] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
  return state === undefined ? 0 : state.log - state.checkpointed;
}

async function answer(request: FileRequest): Promise<FileReply> {
  try {
    if (request.kind === 'read') {
      const piece = await readBytes(data.artifactFolder, request.sha256, request.offset, request.length);
      return { kind: 'chunk', seq: request.seq, ...piece };
    }
    return { kind: 'written', seq: request.seq, ...(await keepBytes(data.artifactFolder, request.bytes)) };
  } catch (thrown) {
    return { kind: 'file-failed', seq: request.seq, error: toWireError(thrown) };
  }
}
