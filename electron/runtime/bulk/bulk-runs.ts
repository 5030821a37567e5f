import type { BulkItem, BulkVerb } from '../../../shared/domain/bulk.ts';
import { toWireError } from '../../../shared/errors.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';
import { nameCommand } from '../engine/command.ts';
import type { EngineCall } from '../engine/engine-protocol.ts';
import type { BulkCarrier } from './bulk-desk.ts';
import type { BulkState } from './bulk-state.ts';

/** Items under way at the same time: other work gets its turn in between. */
const together = 8;

const methodOf: Readonly<Record<BulkVerb, MethodName>> = {
  cancel: 'run.cancel',
  kill: 'run.kill',
  pause: 'run.pause',
  resume: 'run.resume',
  retry: 'run.retry',
  rewind: 'run.rewind',
  fork: 'run.fork',
  extend: 'run.extend',
  rollBack: 'run.rollBack',
  prioritise: 'run.prioritise',
  move: 'run.move',
  delay: 'run.delay',
  dismiss: 'deadLetter.dismiss',
};

/**
 * Runs: each item goes through the verb's own method, the same way a person's own call takes, with a command id made of
 * the job and the item. One that was carried out before a crash, and not yet told, gets its first reply and is not
 * carried out again.
 */
export function carryRuns(carryOut: (call: EngineCall) => Promise<unknown>): BulkCarrier {
  async function end(job: BulkState, n: number, runId: string): Promise<BulkItem> {
    const method = methodOf[job.verb as BulkVerb];
    // A run that is continued with others goes on from its own input: what would be laid over it is for each alone.
    const further = job.verb === 'extend' ? { input: '{}' } : {};
    const input = { runId, reason: job.reason, ...(JSON.parse(job.params) as object), ...further };
    const command = nameCommand(`${job.jobId}/${n}`, method, job.personId, input);
    const item = { n, subjectId: runId };
    try {
      const reply = (await carryOut({ method, input, as: job.personId, command })) as { runId?: string };
      return { ...item, status: 'applied', reason: reply.runId === runId ? '' : (reply.runId ?? '') };
    } catch (thrown) {
      const { code, message } = toWireError(thrown);
      if (code === 'disk-full' || code === 'degraded') throw thrown;
      return { ...item, status: 'ignored', reason: message };
    }
  }

  return {
    together,
    async carry(job, entries, book) {
      await book.settle(await Promise.all(entries.map(({ n, line }) => end(job, n, line))));
    },
  };
}
