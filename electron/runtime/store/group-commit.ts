import { LanekeeperError } from '../../../shared/errors.ts';
import { diskFull } from './full-disk.ts';
import type { Db } from './open.ts';

/** A group ends at this many commands or this much time, so that its last command does not wait for a whole storm. */
const mostCommands = 128;
const longestMs = 8;

interface Job {
  /** Runs inside the open transaction. Throwing undoes this job alone. */
  readonly write: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupHooks {
  /** First thing in each transaction; throws when this process no longer owns the workspace. */
  begin(): void;
  /** Last thing before COMMIT. */
  close(): void;
  /** After the flush, before any reply leaves. */
  committed(): void;
  /** Everything of the group was undone: memory must be read again. */
  rolledBack(error: LanekeeperError): void;
  /** The result of COMMIT is not known: the process must end and recover. */
  lost(error: unknown): void;
  elapsed(): number;
}

/** Commands that arrive together share one transaction and one flush; nothing is answered before its flush. */
export interface GroupCommit {
  submit<R>(write: () => R, place: 'front' | 'back'): Promise<R>;
  /** Commits what is queued now; for closing. */
  flush(): void;
}

export function createGroupCommit(db: Db, hooks: GroupHooks): GroupCommit {
  const front: Job[] = [];
  const back: Job[] = [];
  const savepoint = db.prepare('SAVEPOINT command');
  const release = db.prepare('RELEASE command');
  const undo = db.prepare('ROLLBACK TO command');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let scheduled = false;
  let isLost = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      commitGroup();
      if (front.length + back.length > 0) schedule();
    });
  }

  function commitGroup(): void {
    if (isLost || !db.open) return refuse(takeAll(), gone());
    const taken: Job[] = [];
    const settled: { job: Job; value?: unknown; error?: unknown }[] = [];
    const started = hooks.elapsed();
    let committing = false;
    try {
      begin.run();
      hooks.begin();
      for (let count = 0; count < mostCommands; count += 1) {
        const job = front.shift() ?? back.shift();
        if (job === undefined) break;
        taken.push(job);
        settled.push(runJob(job));
        if (hooks.elapsed() - started > longestMs) break;
      }
      hooks.close();
      committing = true;
      commit.run();
    } catch (cause) {
      // Nothing taken: the transaction could not even begin, and no command that waits for it can be written.
      return fail(cause, taken.length === 0 ? takeAll() : taken, committing);
    }
    hooks.committed();
    for (const { job, value, error } of settled) {
      if (error === undefined) job.resolve(value);
      else job.reject(error);
    }
  }

  /** A refused or failed command leaves nothing behind; the others of its group go on. */
  function runJob(job: Job): { job: Job; value?: unknown; error?: unknown } {
    savepoint.run();
    try {
      const value = job.write();
      release.run();
      return { job, value };
    } catch (error) {
      if (isStorageError(error)) throw error;
      undo.run();
      release.run();
      return { job, error };
    }
  }

  function takeAll(): Job[] {
    return [...front.splice(0), ...back.splice(0)];
  }

  function refuse(jobs: readonly Job[], error: LanekeeperError): void {
    for (const job of jobs) job.reject(error);
  }

  function fail(cause: unknown, taken: readonly Job[], committing: boolean): void {
    if (db.inTransaction) db.exec('ROLLBACK');
    const full = sqliteCode(cause) === 'SQLITE_FULL' || sqliteCode(cause) === 'SQLITE_IOERR_WRITE';
    if (committing && !full) {
      const unknown = new LanekeeperError(
        'outcome-unknown',
        'The disk failed while saving; what became of it is read again at restart.',
        { cause },
      );
      isLost = true;
      refuse(taken, unknown);
      return hooks.lost(cause);
    }
    const error =
      cause instanceof LanekeeperError
        ? cause
        : full
          ? diskFull(cause)
          : new LanekeeperError(
              'degraded',
              `The database refused the change: ${cause instanceof Error ? cause.message : String(cause)}`,
              { cause },
            );
    hooks.rolledBack(error);
    refuse(taken, error);
  }

  return {
    submit: <R>(write: () => R, place: 'front' | 'back') =>
      new Promise<R>((resolve, reject) => {
        (place === 'front' ? front : back).push({ write, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    flush() {
      while (front.length + back.length > 0) commitGroup();
    },
  };
}

/** After a COMMIT of unknown outcome, or after closing, this handle writes nothing any more. */
function gone(): LanekeeperError {
  return new LanekeeperError('unreachable', 'The runtime is closing; nothing of this was saved.', {
    hint: 'It restarts by itself; ask again.',
  });
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Errors after which SQLite may have undone more than one command. */
function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|NOMEM|READONLY|CANTOPEN)/.test(sqliteCode(error));
}
