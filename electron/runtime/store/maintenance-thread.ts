import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { toWireError, type WireError } from '../../../shared/errors.ts';
import { collectFiles } from '../artifacts/collect-files.ts';
import { keepBytes, readBytes } from '../artifacts/blob-files.ts';
import { makeBackup, type BackupRequest } from '../backups/make-backup.ts';
import { armCrashAt } from '../faults/crash-point.ts';
import type { FileReply, FileRequest } from '../hosts/files-protocol.ts';
import { stderrLogger, systemClock } from '../system-ports.ts';
import { createLogCopies } from './log-copies.ts';
import { openMaintenance, openReader } from './open.ts';
import { listKeptFiles } from './read/kept-files.ts';

export interface MaintenanceThreadData {
  readonly database: string;
  readonly artifactFolder: string;
  readonly crashAt?: string;
}

export type ToMaintenance =
  | { readonly kind: 'files'; readonly port: MessagePort }
  /** Commits were made. Told at most every few hundredths of a second, and never while nothing is written. */
  | { readonly kind: 'wrote' }
  | { readonly kind: 'backup'; readonly request: BackupRequest }
  /** Files may have lost the last row that names them. */
  | { readonly kind: 'collect' }
  /** It was told nothing for a while: it may end, if it has nothing to do. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'close' };

export type FromMaintenance =
  | { readonly kind: 'backup-progress'; readonly progress: BackupProgress }
  | { readonly kind: 'backup-done'; readonly backup: BackupSummary }
  | { readonly kind: 'backup-failed'; readonly error: WireError }
  /** No host may ask for files any more. */
  | { readonly kind: 'hosts-gone' }
  /** The answer to `rest`; after `isOver` it hears nothing more. */
  | { readonly kind: 'rested'; readonly isOver: boolean }
  | { readonly kind: 'closed' };

/** How soon after the last commit the log is copied though it is short. */
const quietMs = 1_000;
/** Longest wait for the write lock, ms; the next turn tries again. */
const lockWaitMs = 20;

/** The maintenance thread: WAL checkpoints and backups away from the writer, and the files that agents read and keep. */
const parent = parentPort;
if (parent === null) throw new Error('maintenance runs in a thread');
const data = workerData as MaintenanceThreadData;
armCrashAt(data.crashAt);
const send = (message: FromMaintenance): void => parent.postMessage(message);
let isClosing = false;
let isBackingUp = false;
let isCollectionDue = false;
let isCollecting = false;
/** Hosts that may ask for files. */
let fileLines = 0;
const db = openMaintenance(data.database);
db.pragma(`busy_timeout = ${lockWaitMs}`);
const copies = createLogCopies(db);
let quiet: NodeJS.Timeout | undefined;

parent.on('message', (message: ToMaintenance) => {
  switch (message.kind) {
    case 'files':
      fileLines += 1;
      message.port.on('close', () => {
        fileLines -= 1;
        if (fileLines === 0) send({ kind: 'hosts-gone' });
      });
      message.port.on('message', (request: FileRequest) => {
        void answer(request).then((reply) => message.port.postMessage(reply));
      });
      return;
    case 'wrote':
      clearTimeout(quiet);
      quiet = setTimeout(() => tried(copies.whenQuiet), quietMs);
      return tried(copies.keepShort);
    case 'collect':
      return void collect();
    case 'backup':
      return void backup(message.request);
    case 'rest': {
      const isOver = fileLines === 0 && !isBackingUp && !isCollecting;
      send({ kind: 'rested', isOver });
      return isOver ? end() : undefined;
    }
    case 'close':
      isClosing = true;
      send({ kind: 'closed' });
      end();
  }
});

function end(): void {
  clearTimeout(quiet);
  db.close();
  parent?.close();
}

/** Not while a backup copies files that its own moment of the database names. */
async function collect(): Promise<void> {
  if (isBackingUp) {
    isCollectionDue = true;
    return;
  }
  const reader = openReader(data.database);
  isCollecting = true;
  try {
    await collectFiles(data.artifactFolder, new Set(listKeptFiles(reader)), systemClock.now());
  } catch (error) {
    stderrLogger.warn('kept files could not be collected', { error: String(error) });
  } finally {
    isCollecting = false;
    reader.close();
  }
}

/** What is not finished when the runtime closes is given up: its files are never taken for a backup. */
async function backup(request: BackupRequest): Promise<void> {
  isBackingUp = true;
  try {
    const progress = (now: BackupProgress): void => send({ kind: 'backup-progress', progress: now });
    send({ kind: 'backup-done', backup: await makeBackup(request, { progress, isOver: () => isClosing }) });
  } catch (thrown) {
    send({ kind: 'backup-failed', error: toWireError(thrown) });
  } finally {
    isBackingUp = false;
    if (isCollectionDue && !isClosing) void collect();
    isCollectionDue = false;
  }
}

/** On a full disk everything stays in the log; the next commits ask again. */
function tried(copy: () => unknown): void {
  try {
    copy();
  } catch (error) {
    stderrLogger.warn('the log could not be copied into the database yet', { error: String(error) });
  }
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
