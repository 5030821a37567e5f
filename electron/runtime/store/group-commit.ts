import { LanekeeperError } from '../../../shared/errors.ts';
import { diskFull } from './full-disk.ts';
import { crashPoint } from '../faults/crash-point.ts';
import type { Db } from './open.ts';

/** A group ends at this many commands or this much time, so that its last command does not wait for a whole storm. */
const mostCommands = 128;
const longestMs = 8;

interface Job {
  /** Runs inside the open transaction. Throwing undoes this job alone. */
  readonly write: Write<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** `isAlone`: what it writes may be undone by itself; otherwise a failure undoes the whole group, which is then done again. */
export type Write<R> = (isAlone: boolean) => R;

interface Settled {
  readonly job: Job;
  readonly value?: unknown;
  readonly error?: unknown;
}

export interface GroupHooks {
  /** First thing in each transaction; throws when this process no longer owns the workspace. */
  begin(): void;
  /** Last thing before COMMIT. */
  close(): void;
  /** After the flush, before any reply leaves. */
  committed(): void;
  /** Everything of the group was undone and is done again: memory must be read again. */
  undone(): void;
  /** Everything of the group was undone and refused: memory must be read again. */
  rolledBack(error: LanekeeperError): void;
  /** The result of COMMIT is not known: the process must end and recover. */
  lost(error: unknown): void;
  elapsed(): number;
}

/** Commands that arrive together share one transaction and one flush; nothing is answered before its flush. */
export interface GroupCommit {
  submit<R>(write: Write<R>, place: 'front' | 'back'): Promise<R>;
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

  /**
   * A command that fails while it is written leaves no trace, and the others of its group go on. That takes a savepoint
   * around each, which costs as much as a row, and hardly ever is one needed: a group is first written without, and
   * undone and written again with them when one of its commands has failed.
   */
  function commitGroup(): void {
    if (isLost || !db.open) return refuse(takeAll(), gone());
    const taken: Job[] = [];
    let committing = false;
    let settled: readonly Settled[];
    try {
      try {
        settled = writeGroup(taken, takeNext, (job) => ({ job, value: job.write(false) }));
      } catch (error) {
        if (taken.length === 0 || isStorageError(error)) throw error;
        db.exec('ROLLBACK');
        hooks.undone();
        const again = taken.splice(0).values();
        settled = writeGroup(taken, () => again.next().value, inSavepoint);
      }
      crashPoint('commit.before');
      committing = true;
      commit.run();
      crashPoint('commit.after');
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

  function writeGroup(taken: Job[], next: () => Job | undefined, write: (job: Job) => Settled): readonly Settled[] {
    const settled: Settled[] = [];
    const started = hooks.elapsed();
    begin.run();
    hooks.begin();
    for (let job = next(); job !== undefined; job = next()) {
      taken.push(job);
      settled.push(write(job));
      if (next === takeNext && (taken.length >= mostCommands || hooks.elapsed() - started > longestMs)) break;
    }
    hooks.close();
    return settled;
  }

  function takeNext(): Job | undefined {
    return front.shift() ?? back.shift();
  }

  function inSavepoint(job: Job): Settled {
    savepoint.run();
    try {
      const value = job.write(true);
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
    submit: <R>(write: Write<R>, place: 'front' | 'back') =>
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
export function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|NOMEM|READONLY|CANTOPEN)/.test(sqliteCode(error));
}
