import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { BulkDesk } from '../bulk/bulk-desk.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { retryBatch, startBatch, undoBatch, type StartBatch } from './batch-decisions.ts';

export interface BatchWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly bulk: Pick<BulkDesk, 'begin'>;
}

/** What begins a batch, and the note that somebody had an item before them. */
export function batchHandlers({ engine, stores, bulk }: BatchWorld): Readonly<Record<string, Handler>> {
  const linesEnded = (jobId: string, status: 'failed' | 'applied') => (): readonly string[] => {
    const lines = stores.bulk.lines(jobId);
    return stores.bulk.endedAs(jobId, status).flatMap((n) => lines[n] ?? []);
  };
  const load = (jobId: string) => () => stores.bulk.load(jobId);
  return {
    'batch.start': async (input: StartBatch, call) => {
      const person = acting(call);
      const shownMs = (item: Parameters<typeof stores.seen.shownMs>[0]): number =>
        stores.seen.shownMs(item, person.personId);
      const job = await engine.transact({}, startBatch(person, input, shownMs), call.options);
      bulk.begin(job.jobId);
      return job;
    },
    'batch.retry': async ({ jobId }: MethodArguments<'batch.retry'>, call) => {
      const decide = retryBatch(acting(call), load(jobId), linesEnded(jobId, 'failed'));
      const job = await engine.transact({}, decide, call.options);
      bulk.begin(job.jobId);
      return job;
    },
    'batch.undo': async ({ jobId }: MethodArguments<'batch.undo'>, call) => {
      const decide = undoBatch(acting(call), load(jobId), linesEnded(jobId, 'applied'));
      const job = await engine.transact({}, decide, call.options);
      bulk.begin(job.jobId);
      return job;
    },
    'approval.seen': async (input: MethodArguments<'approval.seen'>, call) => {
      const { personId } = acting(call);
      await engine.transact(
        { approval: input.approvalId },
        ({ approval: bundle }, env) =>
          // What is no longer so was not seen as it is: nothing to keep.
          bundle?.approval?.envelopeHash === input.envelopeHash
            ? { ok: true, changes: [{ put: 'seen', state: { ...input, personId, atMs: env.nowMs } }], reply: null }
            : { ok: true, changes: [], reply: null },
        call.options,
      );
      return { ok: true };
    },
  };
}
