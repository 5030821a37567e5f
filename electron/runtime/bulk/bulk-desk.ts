import { isBatchVerb, type BulkItem } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { carryBatch } from '../batch/carry-batch.ts';
import type { Broker } from '../effects/broker-port.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Change, Engine } from '../engine/engine-port.ts';
import type { EngineCall } from '../engine/engine-protocol.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { cancelBulk, settleItems, startBulk } from './bulk-decisions.ts';
import { carryRuns } from './bulk-runs.ts';
import type { BulkState } from './bulk-state.ts';

/** When an item could not be written, the job goes on after this long. */
const goOnAfterMs = 3_000;

export interface BulkDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  readonly broker: Pick<Broker, 'decideItem'>;
  /** The same way a person's own call takes. */
  readonly carryOut: (call: EngineCall) => Promise<unknown>;
}

/** One item of a job: its place, and its line of the frozen set. */
export interface BulkEntry {
  readonly n: number;
  readonly line: string;
}

/** How the items of one kind of job are carried out. */
export interface BulkCarrier {
  /** Items given to it at once. */
  readonly together: number;
  /** Resolves when each of these is settled, in its own transaction or with `settle`. Throws what shall be tried again. */
  carry(job: BulkState, entries: readonly BulkEntry[], book: BulkBook): Promise<void>;
}

export interface BulkBook {
  /** To be written in the transaction that carries an item out: what became of it. */
  ended(item: BulkItem): Change;
  /** Writes what became of these, and how far the job is. */
  settle(items: readonly BulkItem[]): Promise<void>;
}

export interface BulkDesk {
  readonly handlers: Readonly<Record<string, Handler>>;
  /** A job that was written goes to work. */
  begin(jobId: string): void;
  /** After a start: jobs that were under way go on. */
  recover(): void;
}

/** Carries jobs out, some items at a time, until each has a row or somebody cancels it. */
export function createBulkDesk({ engine, stores, log, broker, carryOut }: BulkDeskOptions): BulkDesk {
  const carriers = { runs: carryRuns(carryOut), batches: carryBatch(stores, broker) };
  const atWork = new Set<string>();

  async function go(jobId: string): Promise<void> {
    if (atWork.has(jobId)) return;
    atWork.add(jobId);
    try {
      await carryOn(jobId);
    } catch (error) {
      log.warn('a bulk job could not go on', { jobId, error: String(error) });
      engine.after(goOnAfterMs, () => void go(jobId));
    } finally {
      atWork.delete(jobId);
    }
  }

  async function carryOn(jobId: string): Promise<void> {
    const first = stores.bulk.load(jobId);
    if (first === null) return;
    const carrier = isBatchVerb(first.verb) ? carriers.batches : carriers.runs;
    const { done } = stores.bulk.settled(jobId);
    const left = stores.bulk.lines(jobId).flatMap((line, n) => (done.has(n) ? [] : [{ n, line }]));
    const book = bookOf(jobId);
    // Two portions under way: with one, each of its last commits would wait half empty for the next.
    let before: Promise<void> = Promise.resolve();
    for (let from = 0; from < left.length; from += carrier.together) {
      const job = stores.bulk.load(jobId);
      if (job?.status !== 'running') return before;
      const now = carrier.carry(job, left.slice(from, from + carrier.together), book);
      now.catch(() => undefined);
      // Nothing is tried again while something of it may still be written.
      await before.catch(async (error: unknown) => {
        await now.catch(() => undefined);
        throw error;
      });
      before = now;
    }
    await before;
    // A crash after its last item leaves a job that only has to be told done.
    if (stores.bulk.load(jobId)?.status === 'running') await book.settle([]);
  }

  function bookOf(jobId: string): BulkBook {
    const before = stores.bulk.settled(jobId);
    const ends = new Map<number, BulkItem['status']>();
    let applied = before.applied;
    /** The same item may be told again, when its group was undone and written anew. */
    const note = ({ n, status }: BulkItem): void => {
      applied += Number(status === 'applied') - Number(ends.get(n) === 'applied');
      ends.set(n, status);
    };
    const counted = {
      tally: () => ({ ended: before.done.size + ends.size, applied }),
      rows: () => {
        const now = stores.bulk.settled(jobId);
        return { ended: now.done.size, applied: now.applied };
      },
    };
    return {
      ended(item) {
        note(item);
        return { put: 'bulk-item', jobId, item };
      },
      async settle(items) {
        for (const item of items) note(item);
        await engine.transact(
          {},
          settleItems(() => stores.bulk.load(jobId), items, counted),
        );
      },
    };
  }

  const begin = (jobId: string): void => void go(jobId);
  return {
    handlers: {
      'bulk.start': async (input: MethodArguments<'bulk.start'>, call) => {
        const missing = missingOf(input);
        if (missing !== null) throw new LanekeeperError('invalid-input', missing, { hint: 'Nothing was changed.' });
        const matched = (): readonly string[] => stores.runsMatching(input);
        const job = await engine.transact({}, startBulk(acting(call), input, matched), call.options);
        begin(job.jobId);
        return job;
      },
      'bulk.cancel': ({ jobId }: MethodArguments<'bulk.cancel'>, call) =>
        engine.transact(
          {},
          cancelBulk(acting(call), () => stores.bulk.load(jobId)),
          call.options,
        ),
    },
    begin,
    recover() {
      for (const jobId of stores.bulk.running()) begin(jobId);
    },
  };
}

/** What a verb needs to be told and was not; null when it has it. */
function missingOf({ verb, path, priority, queue, delayMs, reason }: MethodArguments<'bulk.start'>): string | null {
  if (verb === 'dismiss' && reason.trim() === '') return 'To dismiss dead letters, say why.';
  if (verb === 'rewind' && path === null) return 'To rewind runs, say to which entry.';
  if (verb === 'prioritise' && priority === undefined) return 'To prioritise runs, say which priority they get.';
  if (verb === 'move' && queue === undefined) return 'To move runs, say to which queue.';
  return verb === 'delay' && delayMs === undefined ? 'To put runs off, say for how long.' : null;
}
