import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import type { Engine } from './engine-port.ts';
import { recoverRun, takeOverRun } from './run-decisions.ts';

/** How soon a run is taken up again when the store would not take its record. */
const takeUpAgainMs = 3_000;

export interface TakeUpOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  readonly enqueue: (runId: string) => void;
  readonly isLive: (runId: string) => boolean;
  readonly isClaiming: (runId: string) => boolean;
  readonly isClosed: () => boolean;
  /** A run was ended here, and not by its host: what it still asked for is taken back. */
  readonly ended: (runId: string) => void;
}

/** Puts runs that lost their host, or their process, into their queue again; those it brings no further are stopped. */
export interface TakeUp {
  /** From its last checkpoint, in the queue again: after a crash, or when its host was taken from it. */
  requeue(runId: string, decide?: typeof recoverRun): Promise<void>;
  /** The same for a run of an earlier process; false when this one has claimed it meanwhile. */
  takeOver(runId: string): Promise<boolean>;
  requeueLater(runId: string): void;
  /** Where it was being cancelled, or taken up too often, it has ended instead of going on. */
  tellEnd(runId: string): void;
}

export function createTakeUp(options: TakeUpOptions): TakeUp {
  const { engine, stores } = options;

  function tellEnd(runId: string): void {
    const run = stores.runs.load(runId);
    if (run !== null && (run.status === 'compensating' || finalRunStatuses.has(run.status))) options.ended(runId);
  }

  async function recoverAs(decide: typeof recoverRun, runId: string): Promise<boolean> {
    try {
      const run = await engine.transact({ run: runId }, decide);
      if (stores.runs.load(runId)?.status === 'queued') options.enqueue(runId);
      else if (run !== null) tellEnd(runId);
      return run !== null;
    } catch {
      requeueLater(runId);
      return true;
    }
  }

  async function requeue(runId: string, decide = recoverRun): Promise<void> {
    await recoverAs(decide, runId);
  }

  function requeueLater(runId: string): void {
    if (options.isClosed()) return;
    engine.after(takeUpAgainMs, () => {
      // It was woken and claimed meanwhile: it is at work, and nothing is left to take up.
      if (!options.isLive(runId) && !options.isClaiming(runId)) void requeue(runId);
    });
  }

  return { requeue, takeOver: (runId) => recoverAs(takeOverRun, runId), requeueLater, tellEnd };
}
