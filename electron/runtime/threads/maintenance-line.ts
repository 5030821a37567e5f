import { Worker, type MessagePort } from 'node:worker_threads';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import type { BackupRequest } from '../backups/make-backup.ts';
import { entryUrl } from '../entries.ts';
import type { Clock } from '../ports.ts';
import type { FromMaintenance, MaintenanceThreadData, ToMaintenance } from '../store/maintenance-thread.ts';

/**
 * How long after the first commits the thread is started, ms, when nothing else needs it: not while a first page is
 * made ready.
 */
const firstCopyMs = 1_000;
/** A thread that was told nothing for so long is asked whether it has anything to do, and ends when it has not. */
const untoldMs = 60_000;

export interface MaintenanceLine {
  /** Commits were made since the last time. */
  wrote(): void;
  connectFiles(port: MessagePort): void;
  /** Removes kept files that no row names any more. */
  collect(): void;
  /** One at a time. */
  backup(request: BackupRequest, progress: (now: BackupProgress) => void): Promise<BackupSummary>;
  isStarted(): boolean;
  close(): Promise<void>;
}

/** The thread is started when it is needed and ends when it is not; without one, the writer is the last to close. */
export function openMaintenanceLine(data: MaintenanceThreadData, after: Clock['after']): MaintenanceLine {
  let worker: Worker | null = null;
  let isClosed = false;
  let forgetFirst: (() => void) | null = null;
  let stay: () => void = () => {};
  /** It has been told nothing for a while, and had something to do when it was asked. */
  let isToldNothing = false;
  /** What is to be told while it is not known whether the thread is about to end. */
  let held: (() => void)[] | null = null;
  let backup: {
    readonly progress: (now: BackupProgress) => void;
    readonly made: PromiseWithResolvers<BackupSummary>;
  } | null = null;

  function thread(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(entryUrl('maintenance-thread'), {
      workerData: data,
      name: 'maintenance',
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    started.on('message', (message: FromMaintenance) => {
      switch (message.kind) {
        case 'backup-progress':
          return backup?.progress(message.progress);
        case 'backup-done':
          backup?.made.resolve(message.backup);
          backup = null;
          return;
        case 'backup-failed':
          backup?.made.reject(fromWireError(message.error));
          backup = null;
          return;
        case 'hosts-gone':
          return isToldNothing ? askToRest() : undefined;
        case 'rested':
          return rested(message.isOver);
        case 'closed':
          return;
      }
    });
    started.once('exit', () => {
      if (worker !== started) return;
      backup?.made.reject(
        new LanekeeperError('unreachable', 'The runtime closed while the backup was made; nothing of it was kept.'),
      );
      backup = null;
    });
    worker = started;
    return started;
  }

  function tell(message: ToMaintenance, transfer: readonly MessagePort[] = []): void {
    stay();
    if (held !== null) return void held.push(() => tell(message, transfer));
    thread().postMessage(message, [...transfer]);
    restSoon();
  }

  function restSoon(): void {
    isToldNothing = false;
    stay = after(untoldMs, askToRest);
  }

  function askToRest(): void {
    stay();
    if (held !== null || isClosed) return;
    isToldNothing = true;
    held = [];
    worker?.postMessage({ kind: 'rest' } satisfies ToMaintenance);
  }

  function rested(isOver: boolean): void {
    const late = held ?? [];
    held = null;
    if (isOver) {
      worker = null;
      forgetFirst = null;
    }
    if (isClosed) return;
    if (!isOver && late.length === 0) stay = after(untoldMs, askToRest);
    for (const say of late) say();
  }

  return {
    wrote() {
      if (isClosed) return;
      if (worker !== null) tell({ kind: 'wrote' });
      else forgetFirst ??= after(firstCopyMs, () => tell({ kind: 'wrote' }));
    },
    isStarted: () => worker !== null,
    connectFiles: (port) => tell({ kind: 'files', port }, [port]),
    collect: () => tell({ kind: 'collect' }),
    backup(request, progress) {
      if (backup !== null)
        throw new LanekeeperError('wrong-state', 'A backup is being made already; no second one was begun.', {
          hint: 'Wait until it has ended.',
        });
      backup = { progress, made: Promise.withResolvers<BackupSummary>() };
      tell({ kind: 'backup', request });
      return backup.made.promise;
    },
    async close() {
      isClosed = true;
      forgetFirst?.();
      stay();
      const last = worker;
      if (last === null) return;
      const closed = new Promise((resolve) => last.once('exit', resolve));
      // Past what is held: it may be ending by itself.
      last.postMessage({ kind: 'close' } satisfies ToMaintenance);
      await closed;
    },
  };
}
