import type { BulkItem, BulkVerb } from '../../../shared/domain/bulk.ts';
import { LanekeeperError, toWireError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodName } from '../../../shared/ipc/methods.ts';
import { acting, type Handler } from '../engine/acting.ts';
import { nameCommand } from '../engine/command.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { EngineCall } from '../engine/engine-protocol.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { cancelBulk, settleItem, startBulk } from './bulk-decisions.ts';
import type { BulkState } from './bulk-state.ts';

/** Items under way at the same time: other work gets its turn in between. */
const together = 8;
/** When an item could not be written, the job goes on after this long. */
const goOnAfterMs = 3_000;

const methodOf: Readonly<Record<BulkVerb, MethodName>> = {
  cancel: 'run.cancel',
  kill: 'run.kill',
  pause: 'run.pause',
  resume: 'run.resume',
  retry: 'run.retry',
  rewind: 'run.rewind',
  fork: 'run.fork',
  rollBack: 'run.rollBack',
  prioritise: 'run.prioritise',
  move: 'run.move',
  delay: 'run.delay',
  dismiss: 'deadLetter.dismiss',
};

export interface BulkDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** The same way a person's own call takes. */
  readonly carryOut: (call: EngineCall) => Promise<unknown>;
}

export interface BulkDesk {
  readonly handlers: Readonly<Record<string, Handler>>;
  /** After a start: jobs that were under way go on. */
  recover(): void;
}

/**
 * Carries out bulk jobs. Each item goes through the verb's own method, with a command id made of the job and the item:
 * an item that was carried out before a crash, and not yet told, gets its first reply and is not carried out again.
 */
export function createBulkDesk({ engine, stores, log, carryOut }: BulkDeskOptions): BulkDesk {
  const atWork = new Set<string>();

  async function go(jobId: string): Promise<void> {
    if (atWork.has(jobId)) return;
    atWork.add(jobId);
    try {
      for (;;) {
        const job = stores.bulk.load(jobId);
        if (job?.status !== 'running') return;
        const items = stores.bulk.waiting(jobId, together);
        if (items.length === 0) return;
        const ends = await Promise.all(items.map((item) => end(job, item)));
        for (const item of ends)
          await engine.transact(
            {},
            settleItem(() => stores.bulk.load(jobId), item),
          );
      }
    } catch (error) {
      log.warn('a bulk job could not go on', { jobId, error: String(error) });
      engine.after(goOnAfterMs, () => void go(jobId));
    } finally {
      atWork.delete(jobId);
    }
  }

  async function end(job: BulkState, item: BulkItem): Promise<BulkItem> {
    const method = methodOf[job.verb];
    const input = { runId: item.subjectId, reason: job.reason, ...(JSON.parse(job.params) as object) };
    const command = nameCommand(`${job.jobId}/${item.n}`, method, job.personId, input);
    try {
      const reply = (await carryOut({ method, input, as: job.personId, command })) as { runId?: string };
      return { ...item, status: 'applied', reason: reply.runId === item.subjectId ? '' : (reply.runId ?? '') };
    } catch (thrown) {
      const { code, message } = toWireError(thrown);
      if (code === 'disk-full' || code === 'degraded') throw thrown;
      return { ...item, status: 'ignored', reason: message };
    }
  }

  return {
    handlers: {
      'bulk.start': async (input: MethodArguments<'bulk.start'>, call) => {
        const missing = missingOf(input);
        if (missing !== null) throw new LanekeeperError('invalid-input', missing, { hint: 'Nothing was changed.' });
        const matched = (): readonly string[] => stores.runsMatching(input);
        const job = await engine.transact({}, startBulk(acting(call), input, matched), call.options);
        void go(job.jobId);
        return job;
      },
      'bulk.cancel': ({ jobId }: MethodArguments<'bulk.cancel'>, call) =>
        engine.transact(
          {},
          cancelBulk(acting(call), () => stores.bulk.load(jobId)),
          call.options,
        ),
    },
    recover() {
      for (const jobId of stores.bulk.running()) void go(jobId);
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
